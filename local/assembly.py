"""Reads a CDK cloud assembly: the folder that `cdk synth` writes.

The formats are those of aws-cdk-lib's cloud-assembly-schema: `manifest.json` names the stacks
and what they depend on, `<stack>.assets.json` the files that they refer to.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

STACK = "aws:cloudformation:stack"
ASSET_MANIFEST = "cdk:asset-manifest"


@dataclass(frozen=True)
class Asset:
    """A file or folder that goes to a bucket before its stack is made.

    `zipped` says that `source` is a folder to be packed; bucket and key may hold placeholders
    such as `${AWS::AccountId}`.
    """

    source: Path
    zipped: bool
    bucket: str
    key: str


@dataclass(frozen=True)
class Stack:
    """One CloudFormation stack; `template_url` is `s3://bucket/key` with placeholders."""

    name: str
    template_file: Path
    template_url: str
    assets: tuple[Asset, ...]

    def read_template(self) -> dict[str, Any]:
        """The parsed template."""
        template: dict[str, Any] = json.loads(self.template_file.read_text())
        return template


def read_stacks(assembly: Path) -> list[Stack]:
    """The stacks of an assembly, each after those it depends on."""
    artifacts: dict[str, dict[str, Any]] = json.loads((assembly / "manifest.json").read_text())[
        "artifacts"
    ]
    order = TopologicalSorter(
        {name: artifact.get("dependencies", ()) for name, artifact in artifacts.items()}
    ).static_order()
    return [
        _read_stack(assembly, name, artifacts) for name in order if artifacts[name]["type"] == STACK
    ]


def _read_stack(assembly: Path, name: str, artifacts: Mapping[str, dict[str, Any]]) -> Stack:
    artifact = artifacts[name]
    properties = artifact["properties"]
    manifests = [
        assembly / artifacts[other]["properties"]["file"]
        for other in artifact.get("dependencies", ())
        if artifacts[other]["type"] == ASSET_MANIFEST
    ]
    return Stack(
        name=properties.get("stackName", name),
        template_file=assembly / properties["templateFile"],
        template_url=properties["stackTemplateAssetObjectUrl"],
        assets=tuple(asset for manifest in manifests for asset in _read_assets(manifest)),
    )


def _read_assets(manifest: Path) -> Iterator[Asset]:
    for entry in json.loads(manifest.read_text())["files"].values():
        for destination in entry["destinations"].values():
            yield Asset(
                source=manifest.parent / entry["source"]["path"],
                zipped=entry["source"]["packaging"] == "zip",
                bucket=destination["bucketName"],
                key=destination["objectKey"],
            )
