"""One page that says how the desk is doing: tickets first, then each step of their way."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk import metrics
from infra_cdk.naming import set_logical_id
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
            dashboard_name=stage.format_physical_name("desk"),
            default_interval=Duration.hours(6),
        )
        set_logical_id(dashboard, "Dashboard")
        dashboard.add_widgets(*_draw_tickets(stage))
        dashboard.add_widgets(*_draw_queues(work))
        dashboard.add_widgets(*_draw_functions(functions))
        dashboard.add_widgets(*_draw_api_and_refusals(http_api, stage))


def _draw_graph(name: str, *measured: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=name, left=list(measured), width=HALF)


def _draw_tickets(stage: Stage) -> list[cloudwatch.IWidget]:
    outcomes = (
        metrics.TICKETS_ROUTED,
        metrics.TICKETS_TO_REVIEW,
        metrics.TICKETS_ASSIGNED,
        metrics.TICKETS_WAITING,
    )
    return [
        _draw_graph("Tickets", *(metrics.create_metric(stage, outcome) for outcome in outcomes)),
        _draw_graph(
            "Longest wait for a free person (s)",
            metrics.create_metric(stage, metrics.OLDEST_WAITING, "Maximum"),
        ),
    ]


def _draw_queues(work: Mapping[str, WorkQueue]) -> list[cloudwatch.IWidget]:
    ages = (
        queue.queue.metric_approximate_age_of_oldest_message(label=name, statistic="Maximum")
        for name, queue in work.items()
    )
    failed = (
        queue.dead_letters.metric_approximate_number_of_messages_visible(
            label=name, statistic="Maximum"
        )
        for name, queue in work.items()
    )
    return [_draw_graph("Oldest message (s)", *ages), _draw_graph("Failed for good", *failed)]


def _draw_functions(functions: Mapping[str, lambda_.Function]) -> list[cloudwatch.IWidget]:
    errors = (function.metric_errors(label=name) for name, function in functions.items())
    durations = (
        function.metric_duration(label=name, statistic="p95")
        for name, function in functions.items()
    )
    return [
        _draw_graph("Errors", *errors),
        _draw_graph("Duration, 95th percentile (ms)", *durations),
    ]


def _draw_api_and_refusals(http_api: api.HttpApi, stage: Stage) -> list[cloudwatch.IWidget]:
    return [
        _draw_graph("API answers", http_api.metric_count(), http_api.metric_server_error()),
        _draw_graph(
            "Refused rows and mails given up",
            metrics.create_metric(stage, metrics.ROWS_REFUSED),
            metrics.create_metric(stage, metrics.MAILS_FAILED),
        ),
    ]
