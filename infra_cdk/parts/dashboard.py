"""One page that says how the desk is doing: tickets first, then each step of their way."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk import metrics
from infra_cdk.naming import named
from infra_cdk.parts.work_queue import WorkQueue
from infra_cdk.stage import Stage

HALF = 12


class Dashboard(Construct):
    """Tickets, queues, functions and the API of one stage."""

    def __init__(
        self,
        scope: Construct,
        *,
        stage: Stage,
        work: Mapping[str, WorkQueue],
        functions: Mapping[str, lambda_.Function],
        http_api: api.HttpApi,
    ) -> None:
        super().__init__(scope, "Overview")
        dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=stage.physical_name("desk"),
            default_interval=Duration.hours(6),
        )
        named(dashboard, "Dashboard")
        dashboard.add_widgets(*_tickets(stage))
        dashboard.add_widgets(*_queues(work))
        dashboard.add_widgets(*_functions(functions))
        dashboard.add_widgets(*_doors(http_api, stage))


def _graph(name: str, *measured: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=name, left=list(measured), width=HALF)


def _tickets(stage: Stage) -> list[cloudwatch.IWidget]:
    outcomes = (
        metrics.TICKETS_ROUTED,
        metrics.TICKETS_TO_REVIEW,
        metrics.TICKETS_ASSIGNED,
        metrics.TICKETS_WAITING,
    )
    return [
        _graph("Tickets", *(metrics.counted(stage, outcome) for outcome in outcomes)),
        _graph(
            "Longest wait for a free person (s)",
            metrics.counted(stage, metrics.OLDEST_WAITING, "Maximum"),
        ),
    ]


def _queues(work: Mapping[str, WorkQueue]) -> list[cloudwatch.IWidget]:
    ages = (
        each.queue.metric_approximate_age_of_oldest_message(label=name, statistic="Maximum")
        for name, each in work.items()
    )
    failed = (
        each.dead_letters.metric_approximate_number_of_messages_visible(
            label=name, statistic="Maximum"
        )
        for name, each in work.items()
    )
    return [_graph("Oldest message (s)", *ages), _graph("Failed for good", *failed)]


def _functions(functions: Mapping[str, lambda_.Function]) -> list[cloudwatch.IWidget]:
    errors = (each.metric_errors(label=name) for name, each in functions.items())
    durations = (
        each.metric_duration(label=name, statistic="p95") for name, each in functions.items()
    )
    return [_graph("Errors", *errors), _graph("Duration, 95th percentile (ms)", *durations)]


def _doors(http_api: api.HttpApi, stage: Stage) -> list[cloudwatch.IWidget]:
    return [
        _graph("API answers", http_api.metric_count(), http_api.metric_server_error()),
        _graph(
            "Refused rows and mails given up",
            metrics.counted(stage, metrics.ROWS_REFUSED),
            metrics.counted(stage, metrics.MAILS_FAILED),
        ),
    ]
