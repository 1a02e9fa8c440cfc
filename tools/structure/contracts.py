"""The order of layers, as import-linter's contracts in pyproject.toml give it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

_BESIDE = re.compile(r"[|:]")


def read_layers(pyproject: Path) -> list[list[str]]:
    """Of each contract of layers, in each of its containers, the dotted names, highest first."""
    settings = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return [
        [f"{container}.{layer}" if container else layer for layer in _split(contract["layers"])]
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract.get("containers", [""])
    ]


def _split(layers: list[str]) -> Iterator[str]:
    """Layers may stand beside each other (`a | b`), or be optional (`(a)`)."""
    for layer in layers:
        for name in _BESIDE.split(layer):
            yield name.strip(" ()")
