"""What came of the close calls of one run, as metrics and log lines."""

from collections.abc import Mapping

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from switchyard.ml.language_model.asking import Verdict


def report_close_calls(verdicts: Mapping[str, Verdict], logger: Logger, metrics: Metrics) -> None:
    """By ticket id. Counted only where there are some: a desk with no language model pays for no
    metric.
    """
    if verdicts:
        answered = [*verdicts.values()].count(Verdict.ANSWERED)
        metrics.add_metric("CloseCallsAnswered", MetricUnit.Count, answered)
        metrics.add_metric("CloseCallsUnanswered", MetricUnit.Count, len(verdicts) - answered)
    for ticket_id, verdict in verdicts.items():
        logger.info("close call", ticket_id=ticket_id, verdict=verdict)
