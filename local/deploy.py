"""Deploys a CDK cloud assembly through boto3 alone: no Node, no CDK command line."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from local.assembly import Stack, read_stacks
from local.assets import upload_assets
from local.aws import LocalAws
from local.stacks import put_stack

# Templates of CDK's default synthesizer look here for the version of the bootstrap stack.
BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
BOOTSTRAP_VERSION = "30"

type Outputs = dict[str, dict[str, str]]


def deploy_stacks(
    aws: LocalAws,
    assembly: Path,
    *,
    parameters: Mapping[str, str] | None = None,
    leave_out: Collection[str] = (),
) -> Outputs:
    """Upload the assets and create or update the stacks of `assembly`; outputs by stack name.

    `parameters` reach every stack that declares them. Stacks named in `leave_out` are for the
    real AWS only. Deploying again changes what has changed.

    Raises DeploymentError with the reasons of the first stack that fails.
    """
    aws.client("ssm").put_parameter(
        Name=BOOTSTRAP_PARAMETER, Value=BOOTSTRAP_VERSION, Type="String", Overwrite=True
    )
    stacks = [stack for stack in read_stacks(assembly) if stack.name not in leave_out]
    names = _Placeholders(aws)
    return {stack.name: _deploy_stack(aws, stack, parameters or {}, names) for stack in stacks}


class _Placeholders:
    """Fills what the assembly leaves open until an account and region are known."""

    def __init__(self, aws: LocalAws) -> None:
        self._values = {
            "${AWS::AccountId}": aws.client("sts").get_caller_identity()["Account"],
            "${AWS::Region}": aws.region_name,
            "${AWS::Partition}": "aws",
        }

    def fill_in(self, text: str) -> str:
        for placeholder, value in self._values.items():
            text = text.replace(placeholder, value)
        return text


def _deploy_stack(
    aws: LocalAws, stack: Stack, parameters: Mapping[str, str], names: _Placeholders
) -> dict[str, str]:
    upload_assets(aws.client("s3"), stack.assets, names.fill_in)
    template = stack.read_template()
    declared = template.get("Parameters", {})
    outputs = put_stack(
        aws.client("cloudformation"),
        stack.name,
        names.fill_in(stack.template_url).replace("s3://", f"{aws.endpoint_url}/"),
        {name: value for name, value in parameters.items() if name in declared},
    )
    _restore_cors(aws, stack.name, template)
    return outputs


def _restore_cors(aws: LocalAws, stack_name: str, template: Mapping[str, Any]) -> None:
    """Set the CORS rules of HTTP APIs once more: the emulator loses them on the way in."""
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] != "AWS::ApiGatewayV2::Api":
            continue
        if cors := resource["Properties"].get("CorsConfiguration"):
            stack_resource = aws.client("cloudformation").describe_stack_resource(
                StackName=stack_name, LogicalResourceId=logical_id
            )
            api_id = stack_resource["StackResourceDetail"].get("PhysicalResourceId", "")
            aws.client("apigatewayv2").update_api(ApiId=api_id, CorsConfiguration=cors)
