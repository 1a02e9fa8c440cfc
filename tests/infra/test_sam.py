"""SAM's own command line accepts the template and every key of samconfig.toml."""

import json
import os
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from local.paths import REPOSITORY, find_tool_python

CONFIGURATION = REPOSITORY / "samconfig.toml"
SAM = find_tool_python("sam").with_name("sam")
# Names and parameters of SAM's commands, asked of SAM itself: it ignores unknown keys silently.
ASK = """
import json
from samcli.commands.local.invoke.cli import cli as invoke
from samcli.commands.validate.validate import cli as validate
commands = {"local_invoke": invoke, "validate": validate}
known = {name: [each.name for each in cli.params] for name, cli in commands.items()}
print(json.dumps(known))
"""


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    return os.environ | {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}


def test_sam_knows_every_key_of_its_configuration(environment: dict[str, str]) -> None:
    request = run_command([find_tool_python("sam"), "-c", ASK], environment)
    known: dict[str, list[str]] = json.loads(request.stdout)
    configured = tomllib.loads(CONFIGURATION.read_text())["default"]
    everywhere = set(configured.pop("global")["parameters"])

    assert set(configured) <= set(known)
    for command, parameters in known.items():
        given = set(configured.get(command, {}).get("parameters", {}))
        assert given | everywhere <= {*parameters, "template_file"}


@pytest.mark.slow
def test_sam_finds_nothing_wrong_with_the_template(
    assembly: Path, environment: dict[str, str]
) -> None:
    done = run_command(
        [SAM, "validate", "--lint", "--template", assembly / "Switchyard.template.json"],
        environment,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_finds_nothing_wrong_with_the_others(
    assembly: Path, environment: dict[str, str]
) -> None:
    others = [assembly / f"Switchyard{name}.template.json" for name in ("Search", "OnAws")]

    done = run_command([SAM.with_name("cfn-lint"), *others], environment)

    assert done.returncode == 0, done.stdout + done.stderr


def run_command(
    command: Sequence[str | Path], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """What a command says when it is run in the repository."""
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, check=False, text=True
    )
