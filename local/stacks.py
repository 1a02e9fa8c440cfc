"""Creates and updates CloudFormation stacks, and says why when one fails."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef, StackTypeDef

POLL_SECONDS = 0.2
DEPLOY_SECONDS = 600
GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
NO_CHANGE = "No updates are to be performed"
CAPABILITIES: Final = ("CAPABILITY_NAMED_IAM",)
# A stack whose first creation failed can only be deleted.
NEVER_MADE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")


class DeploymentError(RuntimeError):
    """A stack failed; the message holds each failed resource with CloudFormation's reason."""


def put_stack(
    client: "CloudFormationClient", name: str, template_url: str, parameters: Mapping[str, str]
) -> dict[str, str]:
    """Create the stack, or update it where anything changed; its outputs, once it has settled.

    Raises DeploymentError when it fails, or has not settled after ten minutes.
    """
    given: list[ParameterTypeDef] = [
        {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
    ]
    started = datetime.now(UTC)
    stack = _find_stack(client, name)
    if stack and stack["StackStatus"] in NEVER_MADE:
        client.delete_stack(StackName=name)
        _await_settled(client, name)
        stack = None
    try:
        _write_stack(client, name, template_url, given, update=stack is not None)
    except ClientError as error:
        if NO_CHANGE not in str(error):
            raise DeploymentError(f"Stack {name} was refused: {error}") from error
    stack = _await_settled(client, name)
    if stack is None or stack["StackStatus"] not in GOOD:
        raise DeploymentError(_read_reasons(client, name, started))
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}


def _write_stack(
    client: "CloudFormationClient",
    name: str,
    template_url: str,
    given: "list[ParameterTypeDef]",
    *,
    update: bool,
) -> None:
    write = client.update_stack if update else client.create_stack
    write(StackName=name, TemplateURL=template_url, Parameters=given, Capabilities=CAPABILITIES)


def _find_stack(client: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _await_settled(client: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    deadline = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < deadline:
        stack = _find_stack(client, name)
        if stack is None or not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        time.sleep(POLL_SECONDS)
    raise DeploymentError(f"{name} has not settled after {DEPLOY_SECONDS} s.")


def _read_reasons(client: "CloudFormationClient", name: str, since: datetime) -> str:
    lines = [f"Stack {name} failed:", *_list_failures(client, name, since)]
    return "\n  ".join(lines)


def _list_failures(client: "CloudFormationClient", name: str, since: datetime) -> Iterator[str]:
    pages = client.get_paginator("describe_stack_events").paginate(StackName=name)
    for event in (event for page in pages for event in page["StackEvents"]):
        recent = event["Timestamp"] >= since.replace(microsecond=0)
        if recent and event.get("ResourceStatus", "").endswith("_FAILED"):
            yield (
                f"{event.get('LogicalResourceId')} ({event.get('ResourceType')}): "
                f"{event.get('ResourceStatusReason', 'no reason given')}"
            )
