"""What cdk-nag's AwsSolutions rules find and we keep as it is, each with its reason."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct

from infra_cdk.stage import Stage

DROPPED = "People name the files that they drop; the role may touch this folder only."
VERSIONED = "Files are named by their version; the role may touch this folder only."

WILDCARDS: dict[str, str] = {
    "bucket/roster/*": DROPPED,
    "bucket/tickets/*": DROPPED,
    "bucket/examples/*": DROPPED,
    "bucket/desk/*": DROPPED,
    "bucket/reports/*": "A report is named after the file it is about.",
    "bucket/desks/*": VERSIONED,
    "bucket/classifiers/*": VERSIONED,
    "bucket/classifiers/*.card.json": VERSIONED,
    "search/*": "Indexes are paths below this stage's own domain.",
}
"""Why a grant ends with a star, by its target. One without a reason does not synthesize."""


def acknowledge_finding(construct: IConstruct, rule: str, reason: str) -> None:
    """Keeps what AwsSolutions' `rule` says of a construct."""
    # Without the prefix a finding would vanish from the report.
    Validations.of(construct).acknowledge(
        Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=reason)
    )


def acknowledge_wildcard(construct: IConstruct, target: str, stage: Stage) -> None:
    """Keeps the star of one grant. Raises KeyError where nobody gave a reason for it."""
    base, _, below = target.partition("/")
    arns = {
        "bucket": "<Bucket.Arn>",
        "search": "arn:<AWS::Partition>:es:<AWS::Region>:<AWS::AccountId>:domain/"
        + stage.format_physical_name("search"),
    }
    acknowledge_finding(construct, f"IAM5[Resource::{arns[base]}/{below}]", WILDCARDS[target])
