"""Indexing nudges from SQS: what changed in a department goes into the search index."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.domain.messages import IndexNudge
from switchyard.entrypoints.nudges import SqsEvent, SqsHandler, handle_nudges
from switchyard.entrypoints.observability import Metric, Observability

if TYPE_CHECKING:
    from switchyard.ml.search.service import IndexUpdater


def create_index_handler(make_index: Callable[[], IndexUpdater]) -> SqsHandler:
    """A department is indexed once, however many messages of the batch name it."""
    observability = Observability("index")

    def handle_batch(event: SqsEvent, context: LambdaContext) -> PartialItemFailureResponse:
        service = make_index()
        indexed: set[tuple[str, str]] = set()

        def index_department(nudge: IndexNudge) -> None:
            if (nudge.vector_kind, nudge.department) in indexed:
                return
            documents = service.update_index(nudge)
            indexed.add((nudge.vector_kind, nudge.department))
            observability.count_metric(Metric.DOCUMENTS_INDEXED, documents)
            observability.log(
                "indexed", kind=nudge.vector_kind, department=nudge.department, documents=documents
            )

        return handle_nudges(event, context, index_department, IndexNudge)

    return observability.wrap_handler(handle_batch)
