"""Writing the templates: once for the same inputs, and clear about what is missing."""

import os
from pathlib import Path

import pytest

from infra_cdk.stage import Stage
from local.synth import SynthesisFailed, synthesize


def test_the_same_inputs_are_synthesized_once(assembly: Path) -> None:
    manifest = assembly / "manifest.json"
    before = manifest.stat().st_mtime_ns

    again = synthesize("placeholder", assembly, stage="test", search="opensearch")

    assert again == assembly
    assert manifest.stat().st_mtime_ns == before


def test_layers_that_are_not_built_are_named_with_the_command_that_builds_them(
    tmp_path: Path,
) -> None:
    command = r"python -m layers\.build --target nowhere"

    with pytest.raises(SynthesisFailed, match=command) as failed:
        synthesize("nowhere", tmp_path / "out")

    assert f"{os.sep}nowhere{os.sep}core.zip" in str(failed.value)


@pytest.mark.parametrize("name", ["", "Prod", "1st", "a" * 17])
def test_a_stage_that_cannot_be_part_of_a_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="lower-case letters"):
        Stage(name)
