"""The three tables: desk (streamed), content (not streamed), ops (passing things)."""

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra_cdk.naming import set_logical_id
from infra_cdk.stage import Stage

TEXT = dynamodb.AttributeType.STRING
ALL, KEYS = dynamodb.ProjectionType.ALL, dynamodb.ProjectionType.KEYS_ONLY

DESK_INDEXES: tuple[tuple[str, str, str, dynamodb.ProjectionType], ...] = (
    ("by_department", "in_department", "created", ALL),
    ("by_department_status", "department_status", "created", ALL),
    ("by_assignee", "assigned_to", "created", ALL),
    ("by_requester", "requester_id", "created", ALL),
    ("listing", "listing", "listing_key", ALL),
    # Sparse: only what waits, and only what is due, is in these two.
    ("waiting", "waiting_in", "waiting_rank", KEYS),
    ("due", "due_shard", "due_at", KEYS),
)


class Tables(Construct):
    """In production they outlive their stack and refuse deletion."""

    def __init__(self, scope: Construct, *, stage: Stage) -> None:
        super().__init__(scope, "Tables")
        self._stage = stage
        self.desk = self._create_table(
            "DeskTable", stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES
        )
        for name, partition, sort, projection in DESK_INDEXES:
            self.desk.add_global_secondary_index(
                index_name=name,
                partition_key=_build_attribute(partition),
                sort_key=_build_attribute(sort),
                projection_type=projection,
            )
        self.content = self._create_table("ContentTable")
        self.content.add_local_secondary_index(
            index_name="changes",
            sort_key=dynamodb.Attribute(name="changed_at", type=dynamodb.AttributeType.NUMBER),
            projection_type=ALL,
        )
        self.ops = self._create_table("OpsTable", expiry="expires_at")

    def _create_table(
        self,
        name: str,
        *,
        stream: dynamodb.StreamViewType | None = None,
        expiry: str | None = None,
    ) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            name,
            partition_key=_build_attribute("pk"),
            sort_key=_build_attribute("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            # Under AWS's own key: encrypted at rest, with no price and no grant for each request.
            encryption=dynamodb.TableEncryption.DEFAULT,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=self._stage.keep,
            removal_policy=self._stage.removal,
            stream=stream,
            time_to_live_attribute=expiry,
        )
        return set_logical_id(table, name)


def _build_attribute(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=TEXT)
