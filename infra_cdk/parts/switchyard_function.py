"""A function with its role, its log and its permissions."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.functions import FunctionSpec, Grant
from infra_cdk.nag import acknowledge_finding, acknowledge_wildcard
from infra_cdk.naming import get_element, make_title, set_logical_id
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
        super().__init__(scope, make_title(spec.name))
        self.spec = spec
        self._stage = stage
        self._name = make_title(spec.name)
        self.log = self._create_log_group()
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        set_logical_id(self.role, f"{self._name}Role")
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
            environment=_build_runtime_settings(spec.name, stage) | dict(environment),
        )
        self.function = set_logical_id(function, f"{self._name}Function")

    def _create_log_group(self) -> logs.LogGroup:
        log = logs.LogGroup(
            self,
            "Log",
            log_group_name=self._stage.format_log_name(self.spec.name),
            retention=self._stage.log_retention,
            removal_policy=self._stage.removal,
        )
        return set_logical_id(log, f"{self._name}Log")

    def grant_permissions(self, targets: Targets, parameters: Parameters) -> None:
        """Grants what its specification asks for; what depends on a parameter apart."""
        for grant in self.spec.grants:
            statement = _build_statement(grant, targets)
            condition = parameters.get_condition(grant.when)
            if condition is None:
                self.role.add_to_policy(statement)
                continue
            name = f"{self._name}With{make_title(grant.when)}"
            policy = iam.Policy(self, name, statements=[statement], roles=[self.role])
            get_element(policy, iam.CfnPolicy).cfn_options.condition = condition
            set_logical_id(policy, f"{name}Policy")
        self._acknowledge_findings()

    def _acknowledge_findings(self) -> None:
        acknowledge_finding(
            self.role, "IAM5[Resource::*]", "X-Ray and ListStreams know no resources to name."
        )
        acknowledge_finding(
            self.function, "L1", "Python 3.13, as everything here is built and tested on."
        )
        stars = {target for grant in self.spec.grants for target in grant.targets if "*" in target}
        for target in sorted(stars):
            acknowledge_wildcard(self, target, self._stage)


def _build_statement(grant: Grant, targets: Targets) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=list(grant.actions),
        resources=[targets.get_arn(target) for target in grant.targets],
        conditions=_limit_to_rows(grant.rows),
    )


def _limit_to_rows(rows: Sequence[str]) -> dict[str, object]:
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(rows)}} if rows else {}


def _build_runtime_settings(name: str, stage: Stage) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": name,
        "POWERTOOLS_METRICS_NAMESPACE": stage.metrics_namespace,
        "LOG_LEVEL": "INFO",
        # A function has one core, and BLAS would start a thread for each that it sees.
        "OPENBLAS_NUM_THREADS": "1",
    }
