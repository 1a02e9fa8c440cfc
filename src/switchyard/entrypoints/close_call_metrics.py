"""What came of the close calls of one run, as metrics and log lines."""

from collections.abc import Mapping

from switchyard.entrypoints.observability import Metric, Observability
from switchyard.ml.language_model.asking import AskVerdict


def report_close_calls(verdicts: Mapping[str, AskVerdict], observability: Observability) -> None:
    """By ticket id. Counted only where there are some: a desk with no language model pays for no
    metric.
    """
    if verdicts:
        answered = [*verdicts.values()].count(AskVerdict.ANSWERED)
        observability.count_metric(Metric.CLOSE_CALLS_ANSWERED, answered)
        observability.count_metric(Metric.CLOSE_CALLS_UNANSWERED, len(verdicts) - answered)
    for ticket_id, verdict in verdicts.items():
        observability.log("close call", ticket_id=ticket_id, verdict=verdict)
