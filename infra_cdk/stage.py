"""A stage: one deployment beside others, such as dev, prod or local."""

import re
from dataclasses import dataclass

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs

PRODUCTION = "prod"
NAME = re.compile(r"[a-z][a-z0-9-]{0,15}")


@dataclass(frozen=True, slots=True)
class Stage:
    """Its name is in every physical name. What `prod` holds outlives its stack."""

    name: str

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(
                f"stage {self.name!r}: must be 1 to 16 lower-case letters, digits or hyphens, "
                "and start with a letter"
            )

    @property
    def keep(self) -> bool:
        """Whether data stays when the stack is deleted."""
        return self.name == PRODUCTION

    @property
    def removal(self) -> RemovalPolicy:
        """What happens to data when the stack is deleted."""
        return RemovalPolicy.RETAIN if self.keep else RemovalPolicy.DESTROY

    @property
    def log_retention(self) -> logs.RetentionDays:
        """How long logs stay."""
        return logs.RetentionDays.THREE_MONTHS if self.keep else logs.RetentionDays.TWO_WEEKS

    @property
    def search_nodes(self) -> int:
        """Nodes of the OpenSearch domain, where there is one: a zone each."""
        return 2 if self.keep else 1

    def format_stack_name(self, stack: str) -> str:
        """`Switchyard` of stage dev is `Switchyard-dev`."""
        return f"{stack}-{self.name}"

    def format_physical_name(self, thing: str) -> str:
        """For what must be known by name before, or outside of, the stack."""
        return f"switchyard-{self.name}-{thing}"

    def format_alarm_name(self, alarm: str) -> str:
        """What the alarm is called in the mail about it."""
        return f"{self.format_stack_name('Switchyard')}-{alarm}"

    def format_log_name(self, source: str) -> str:
        """The log group of a function, or of the HTTPS channel."""
        return f"/switchyard/{self.name}/{source}"

    @property
    def metrics_namespace(self) -> str:
        """Apart for each stage, or the stages of one account would add up."""
        return f"Switchyard-{self.name}"
