"""The main stack of Switchyard on an emulator."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from local.aws import LocalAws
from local.deploy import deploy_stacks
from local.deployment import Deployment

STAGE = "local"
MAIN_STACK = f"Switchyard-{STAGE}"
# What the emulator refuses; its template says why.
AWS_ONLY_STACK = f"SwitchyardOnAws-{STAGE}"
MAIL_FROM = "desk@switchyard.example.com"

type Search = Literal["exact", "opensearch"]


def deploy_locally(
    aws: LocalAws, assembly: Path, *, search: Search = "exact", opensearch_url: str = ""
) -> Deployment:
    """Deploys the assembly to an emulator that runs, and lets its desk send mail."""
    parameters = {"Search": search, "MailFrom": MAIL_FROM, "Scale": "small"}
    if opensearch_url:
        parameters["OpenSearchEndpoint"] = opensearch_url
    outputs = deploy_stacks(aws, assembly, parameters=parameters, leave_out={AWS_ONLY_STACK})
    return describe_deployment(aws, outputs[MAIN_STACK])


def describe_deployment(aws: LocalAws, outputs: Mapping[str, str]) -> Deployment:
    """The same deployment, its API at the emulator's own address: other names may not resolve."""
    return Deployment(
        session=aws,
        outputs=outputs,
        api_url=f"{aws.endpoint_url}/_aws/execute-api/{outputs['ApiId']}/$default",
        ca_bundle=str(aws.ca_bundle or ""),
    )
