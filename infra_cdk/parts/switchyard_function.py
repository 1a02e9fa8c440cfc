"""A function with its role, its log and its permissions."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.functions import FunctionSpec, Grant
from infra_cdk.nag import acknowledge, acknowledge_wildcard
from infra_cdk.naming import element, named, title
from infra_cdk.parameters import Parameters
from infra_cdk.parts.targets import Targets
from infra_cdk.stage import Stage

FOLDER = Path("functions")
NOT_CODE = ["**/__pycache__", "**/*.pyc"]


class SwitchyardFunction(Construct):
    """`<Name>Function` in the template, with `<Name>Role` and `<Name>Log`."""

    def __init__(
        self,
        scope: Construct,
        spec: FunctionSpec,
        *,
        stage: Stage,
        layers: Sequence[lambda_.ILayerVersion],
        environment: Mapping[str, str],
    ) -> None:
        super().__init__(scope, title(spec.name))
        self.spec = spec
        self._stage = stage
        self._name = title(spec.name)
        self.log = self._make_log()
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        named(self.role, f"{self._name}Role")
        self.log.grant_write(self.role)
        function = lambda_.Function(
            self,
            "Function",
            description=spec.purpose,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.X86_64,
            handler="handler.handler",
            code=lambda_.Code.from_asset(str(FOLDER / spec.name), exclude=NOT_CODE),
            layers=layers,
            memory_size=spec.memory,
            timeout=Duration.seconds(spec.timeout),
            tracing=lambda_.Tracing.ACTIVE,
            role=self.role,
            log_group=self.log,
            environment=_runtime(spec.name, stage) | dict(environment),
        )
        self.function = named(function, f"{self._name}Function")

    def _make_log(self) -> logs.LogGroup:
        log = logs.LogGroup(
            self,
            "Log",
            log_group_name=self._stage.log_name(self.spec.name),
            retention=self._stage.log_retention,
            removal_policy=self._stage.removal,
        )
        return named(log, f"{self._name}Log")

    def permit(self, targets: Targets, parameters: Parameters) -> None:
        """Grants what its specification asks for; what depends on a parameter apart."""
        for grant in self.spec.grants:
            statement = _statement(grant, targets)
            condition = parameters.condition(grant.when)
            if condition is None:
                self.role.add_to_policy(statement)
                continue
            name = f"{self._name}With{title(grant.when)}"
            policy = iam.Policy(self, name, statements=[statement], roles=[self.role])
            element(policy, iam.CfnPolicy).cfn_options.condition = condition
            named(policy, f"{name}Policy")
        self._acknowledge()

    def _acknowledge(self) -> None:
        acknowledge(
            self.role, "IAM5[Resource::*]", "X-Ray and ListStreams know no resources to name."
        )
        acknowledge(self.function, "L1", "Python 3.13, as everything here is built and tested on.")
        stars = {target for grant in self.spec.grants for target in grant.targets if "*" in target}
        for target in sorted(stars):
            acknowledge_wildcard(self, target, self._stage)


def _statement(grant: Grant, targets: Targets) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=list(grant.actions),
        resources=[targets.arn(target) for target in grant.targets],
        conditions=_only(grant.rows),
    )


def _only(rows: Sequence[str]) -> dict[str, object]:
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(rows)}} if rows else {}


def _runtime(name: str, stage: Stage) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": name,
        "POWERTOOLS_METRICS_NAMESPACE": stage.metrics_namespace,
        "LOG_LEVEL": "INFO",
        # A function has one core, and BLAS would start a thread for each that it sees.
        "OPENBLAS_NUM_THREADS": "1",
    }
