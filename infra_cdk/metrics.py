"""What the functions count themselves: (service, metric), named as in the product's
`entrypoints/observability.py`. A test runs every function and holds that it counts these.
"""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra_cdk.stage import Stage

MAILS_FAILED = ("notify", "MailsFailed")
OLDEST_WAITING = ("sweep", "OldestWaiting")
WORST_DRIFT = ("learn", "WorstDrift")
TICKETS_ROUTED = ("triage", "TicketsRouted")
TICKETS_TO_REVIEW = ("triage", "TicketsToReview")
TICKETS_ASSIGNED = ("assign", "TicketsAssigned")
TICKETS_WAITING = ("assign", "TicketsWaiting")
ROWS_REFUSED = ("ingest", "RowsRefused")


def create_metric(
    stage: Stage, metric: tuple[str, str], statistic: str = "Sum"
) -> cloudwatch.Metric:
    """A metric of those above, over five minutes."""
    service, name = metric
    return cloudwatch.Metric(
        namespace=stage.metrics_namespace,
        metric_name=name,
        dimensions_map={"service": service},
        statistic=statistic,
        period=Duration.minutes(5),
    )
