"""The bucket that files are dropped into, and that desks, classifiers and reports are kept in."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.nag import acknowledge_finding
from infra_cdk.naming import get_element, set_logical_id
from infra_cdk.stage import Stage

DROPS: tuple[tuple[str, str], ...] = (
    ("roster/", ".csv"),
    ("tickets/", ".csv"),
    ("tickets/", ".jsonl"),
    ("examples/", ".csv"),
    ("desk/", ".yaml"),
)
"""Key prefix and suffix of each kind of file that `ingest` hears of."""

DROPS_KEPT_DAYS = 90
REPORTS_KEPT_DAYS = 365
OLD_VERSIONS_KEPT_DAYS = 30


class DropBucket(Construct):
    """Private, versioned, TLS only; tells the `files` queue of every drop."""

    def __init__(
        self,
        scope: Construct,
        *,
        stage: Stage,
        files: sqs.Queue,
    ) -> None:
        super().__init__(scope, "DropBucket")
        # The name is known beforehand, so that the queue's policy can name it: without that,
        # bucket and policy would each need the other first.
        name = stage.format_physical_name(f"{Aws.ACCOUNT_ID}-{Aws.REGION}")
        bucket = s3.Bucket(
            self,
            "Bucket",
            bucket_name=name,
            versioned=True,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=stage.removal,
            lifecycle_rules=_list_lifecycle_rules(),
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.POST],
                    # An upload needs a form that the API signed, whichever page sends it.
                    allowed_origins=["*"],
                    allowed_headers=["*"],
                    max_age=3600,
                )
            ],
        )
        self.bucket = set_logical_id(bucket, "Bucket")
        acknowledge_finding(
            bucket, "S1", "Each upload, who made it and what came of it is kept in the desk table."
        )
        self._allow_notifications(files, f"arn:{Aws.PARTITION}:s3:::{name}")

    def _allow_notifications(self, files: sqs.Queue, bucket_arn: str) -> None:
        granted = files.add_to_resource_policy(
            iam.PolicyStatement(
                sid="DropsOnly",
                actions=["sqs:SendMessage"],
                principals=[iam.ServicePrincipal("s3.amazonaws.com")],
                resources=[files.queue_arn],
                conditions={
                    "ArnEquals": {"aws:SourceArn": bucket_arn},
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                },
            )
        )
        resource = get_element(self.bucket, s3.CfnBucket)
        # CDK's own add_event_notification would bring a function that sets this up.
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            queue_configurations=[
                _notify_of_files(files, prefix, suffix) for prefix, suffix in DROPS
            ]
        )
        if granted.policy_dependable:
            resource.node.add_dependency(granted.policy_dependable)


def _notify_of_files(
    files: sqs.Queue, prefix: str, suffix: str
) -> s3.CfnBucket.QueueConfigurationProperty:
    rules = {"prefix": prefix, "suffix": suffix}
    return s3.CfnBucket.QueueConfigurationProperty(
        event="s3:ObjectCreated:*",
        queue=files.queue_arn,
        filter=s3.CfnBucket.NotificationFilterProperty(
            s3_key=s3.CfnBucket.S3KeyFilterProperty(
                rules=[
                    s3.CfnBucket.FilterRuleProperty(name=name, value=value)
                    for name, value in rules.items()
                ]
            )
        ),
    )


def _list_lifecycle_rules() -> list[s3.LifecycleRule]:
    drops = dict.fromkeys(prefix for prefix, _ in DROPS)
    return [
        s3.LifecycleRule(
            id="old-versions",
            noncurrent_version_expiration=Duration.days(OLD_VERSIONS_KEPT_DAYS),
            abort_incomplete_multipart_upload_after=Duration.days(1),
        ),
        s3.LifecycleRule(
            id="reports", prefix="reports/", expiration=Duration.days(REPORTS_KEPT_DAYS)
        ),
        *(
            s3.LifecycleRule(
                id=prefix.rstrip("/"), prefix=prefix, expiration=Duration.days(DROPS_KEPT_DAYS)
            )
            for prefix in drops
        ),
    ]
