"""The optional stack: an OpenSearch domain, for desks too large to search in memory."""

from aws_cdk import Aws, CfnOutput, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_opensearchservice as opensearch
from constructs import Construct

from infra_cdk.nag import acknowledge_finding
from infra_cdk.naming import get_element, set_logical_id
from infra_cdk.stage import Stage

ENGINE = "3.5"
SEARCH_SERVICE = "es.amazonaws.com"


def format_domain_arn(stage: Stage) -> str:
    """The ARN of a stage's domain, whose name is known before it is there."""
    name = stage.format_physical_name("search")
    return f"arn:{Aws.PARTITION}:es:{Aws.REGION}:{Aws.ACCOUNT_ID}:domain/{name}"


class SwitchyardSearch(Stack):
    """A domain on a public endpoint that only this stage's functions may call, signed by IAM."""

    def __init__(self, scope: Construct, *, stage: Stage) -> None:
        super().__init__(
            scope,
            "SwitchyardSearch",
            stack_name=stage.format_stack_name("SwitchyardSearch"),
            description="OpenSearch for Switchyard.",
        )
        log = self._create_log_group(stage)
        domain = opensearch.Domain(
            self,
            "Domain",
            domain_name=stage.format_physical_name("search"),
            version=opensearch.EngineVersion.open_search(ENGINE),
            capacity=_choose_capacity(stage),
            zone_awareness=opensearch.ZoneAwarenessConfig(enabled=stage.keep),
            ebs=opensearch.EbsOptions(volume_size=20, volume_type=ec2.EbsDeviceVolumeType.GP3),
            encryption_at_rest=opensearch.EncryptionAtRestOptions(enabled=True),
            node_to_node_encryption=True,
            enforce_https=True,
            tls_security_policy=opensearch.TLSSecurityPolicy.TLS_1_2_PFS,
            logging=opensearch.LoggingOptions(
                app_log_enabled=True,
                app_log_group=log,
                slow_index_log_enabled=True,
                slow_index_log_group=log,
                slow_search_log_enabled=True,
                slow_search_log_group=log,
            ),
            # CDK would bring a function for this policy; it is the resource below instead.
            suppress_logs_resource_policy=True,
            enable_auto_software_update=True,
            removal_policy=stage.removal,
        )
        self.domain = set_logical_id(domain, "SearchDomain")
        self._admit_only_functions(stage)
        _acknowledge_findings(domain, stage)
        endpoint = CfnOutput(self, "EndpointOutput", value=f"https://{domain.domain_endpoint}")
        endpoint.override_logical_id("OpenSearchEndpoint")

    def _admit_only_functions(self, stage: Stage) -> None:
        stack_name = stage.format_stack_name("Switchyard")
        roles = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{stack_name}-*"
        policy = iam.PolicyDocument(
            statements=[
                iam.PolicyStatement(
                    actions=["es:ESHttp*"],
                    principals=[iam.AccountRootPrincipal()],
                    resources=[f"{format_domain_arn(stage)}/*"],
                    # The account's own policies still decide which of these roles may do what.
                    conditions={"ArnLike": {"aws:PrincipalArn": roles}},
                )
            ]
        )
        # Domain(access_policies=) would bring a function, too.
        get_element(self.domain, opensearch.CfnDomain).access_policies = policy

    def _create_log_group(self, stage: Stage) -> logs.LogGroup:
        log = logs.LogGroup(
            self,
            "Log",
            log_group_name=stage.format_log_name("search"),
            retention=stage.log_retention,
            removal_policy=stage.removal,
        )
        log.add_to_resource_policy(
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                principals=[iam.ServicePrincipal(SEARCH_SERVICE)],
                resources=[log.log_group_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
        return set_logical_id(log, "SearchLog")


def _choose_capacity(stage: Stage) -> opensearch.CapacityConfig:
    """Two nodes in two zones where it matters, one small node where it does not."""
    return opensearch.CapacityConfig(
        data_nodes=stage.search_nodes,
        data_node_instance_type="t3.medium.search" if stage.keep else "t3.small.search",
        multi_az_with_standby_enabled=False,
    )


def _acknowledge_findings(domain: opensearch.Domain, stage: Stage) -> None:
    acknowledge_finding(
        domain, "OS1", "A VPC would need a NAT gateway: closed by IAM instead (ADR 3)."
    )
    acknowledge_finding(
        domain, "OS3", "Lambda has no fixed addresses: closed by role and signature."
    )
    acknowledge_finding(
        domain, "OS4", "Two data nodes at most; the index can be built again any time."
    )
    if not stage.keep:
        acknowledge_finding(domain, "OS7", "One zone is enough for a stage that nobody relies on.")
