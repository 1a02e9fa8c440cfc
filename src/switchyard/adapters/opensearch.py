"""Nearest neighbours in OpenSearch: lucene HNSW, cosine, the department inside the knn clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlsplit

from opensearchpy import OpenSearch, Urllib3AWSV4SignerAuth, Urllib3HttpConnection
from opensearchpy.exceptions import OpenSearchException, RequestError, TransportError
from opensearchpy.helpers import bulk

from switchyard.adapters.backoff import Backoff
from switchyard.domain.errors import Unavailable
from switchyard.domain.vector import SearchHit, Vector, VectorDocument, VectorKind

if TYPE_CHECKING:
    from botocore.credentials import Credentials

DIMENSIONS = 384
TIMEOUT_SECONDS = 5
# Small managed nodes refuse requests over 10 MB.
BULK_BYTES = 5_000_000
# Lucene looks at max(k, ef_search) candidates; its own default, k, loses neighbours.
EF_SEARCH = 128
_STALE_STATUS = 409
_RETRIED_STATUSES = frozenset({429, 502, 503, 504})
_FACT_FIELDS = [
    "department",
    "document_id",
    "label",
    "person",
    "source",
    "teacher",
    "priority",
    "tier",
]


class _DocumentFacts(TypedDict):
    department: str
    document_id: str
    label: str
    person: str
    source: str
    teacher: str
    priority: str
    tier: int


class _OpenSearchHit(TypedDict):
    _score: float
    _version: int
    _source: _DocumentFacts


def connect_opensearch(
    endpoint: str, region: str = "", credentials: Credentials | None = None
) -> OpenSearch:
    """A client that signs its requests where the endpoint is on AWS (https and a region).

    `credentials` are botocore's own, which renew themselves; they are read for each request.
    """
    signed = urlsplit(endpoint).scheme == "https" and bool(region)
    return OpenSearch(
        hosts=[endpoint],
        http_auth=Urllib3AWSV4SignerAuth(credentials, region, "es") if signed else None,
        connection_class=Urllib3HttpConnection,
        timeout=TIMEOUT_SECONDS,
        max_retries=0,
        pool_maxsize=4,
    )


@dataclass
class OpenSearchIndex:
    """A `VectorIndex` and a `SearchWriter`: one index a kind, made at the first write.

    A document's version is its `changed_at`, so an older write never wins. A deleted document
    stays, without its vector: OpenSearch forgets the versions of truly deleted ones in a minute.
    """

    client: OpenSearch
    prefix: str
    backoff: Backoff
    _created_kinds: set[VectorKind] = field(default_factory=set, init=False)

    def build_index_name(self, kind: VectorKind) -> str:
        """The name of this kind's index."""
        return f"{self.prefix}-{kind}"

    def find_nearest(
        self, kind: VectorKind, departments: Sequence[str], vector: Vector, k: int
    ) -> list[SearchHit]:
        """See `VectorIndex.nearest`."""
        return self.find_nearest_batch(kind, departments, [vector], k)[0]

    def find_nearest_batch(
        self, kind: VectorKind, departments: Sequence[str], vectors: Sequence[Vector], k: int
    ) -> list[list[SearchHit]]:
        """See `VectorIndex.nearest_batch`. One round trip; an index not yet made finds nothing."""
        if not departments or not vectors or k < 1:
            return [[] for _ in vectors]
        header = {
            "index": self.build_index_name(kind),
            "ignore_unavailable": True,
            "allow_partial_search_results": False,
        }
        body = [
            line
            for vector in vectors
            for line in (header, _build_query(list(departments), vector, k))
        ]
        answers = self._call_with_retries(lambda: self.client.msearch(body=body))["responses"]
        return [_read_hits(answer) for answer in answers]

    def apply_changes(self, documents: Sequence[VectorDocument]) -> None:
        """See `SearchWriter.apply`. What it wrote is found a second later."""
        for kind in {document.kind for document in documents}:
            self._create_index(kind)
        _, errors = self._call_with_retries(
            lambda: bulk(
                self.client,
                self._build_actions(documents),
                max_chunk_bytes=BULK_BYTES,
                raise_on_error=False,
            )
        )
        failed = [error["index"] for error in errors if error["index"]["status"] != _STALE_STATUS]
        if failed:
            first = f"{failed[0]['_id']}: {failed[0]['error']}"
            raise Unavailable(f"OpenSearch did not take {len(failed)} documents; first {first}")

    def _build_actions(self, documents: Sequence[VectorDocument]) -> Iterator[dict[str, object]]:
        for document in documents:
            yield {
                "_op_type": "index",
                "_index": self.build_index_name(document.kind),
                "_id": f"{document.department}|{document.document_id}",
                "version": document.changed_at,
                "version_type": "external_gte",
                "_source": _build_source(document),
            }

    def _create_index(self, kind: VectorKind) -> None:
        if kind in self._created_kinds:
            return
        try:
            self._call_with_retries(
                lambda: self.client.indices.create(
                    index=self.build_index_name(kind), body=_define_index()
                )
            )
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        self._created_kinds.add(kind)

    def _call_with_retries[T](self, call: Callable[[], T]) -> T:
        """Tries a few times. Raises Unavailable; RequestError where the call itself is wrong."""
        last: OpenSearchException | None = None
        for _ in self.backoff.count_attempts():
            try:
                return call()
            except RequestError:
                raise
            except OpenSearchException as error:
                last = error
                if not _is_transient(error):
                    break
        raise Unavailable(f"OpenSearch: {type(last).__name__}") from last


def _is_transient(error: OpenSearchException) -> bool:
    """Whether the fault may pass by itself: no answer, too busy, or a node on its way back."""
    return isinstance(error, TransportError) and (
        error.status_code in _RETRIED_STATUSES or not isinstance(error.status_code, int)
    )


def _build_query(departments: list[str], vector: Vector, k: int) -> dict[str, object]:
    clause = {
        "vector": vector.tolist(),
        "k": k,
        "filter": {"terms": {"department": departments}},
        "method_parameters": {"ef_search": max(k, EF_SEARCH)},
    }
    return {
        "size": k,
        "version": True,
        "_source": _FACT_FIELDS,
        "query": {"knn": {"vector": clause}},
    }


def _read_hits(answer: dict[str, object]) -> list[SearchHit]:
    if "error" in answer or answer.get("timed_out"):
        raise Unavailable(f"OpenSearch: search failed with status {answer.get('status')}")
    raw_hits: list[_OpenSearchHit] = answer["hits"]["hits"]  # type: ignore[index]
    # OpenSearch scores a cosine as (1 + cosine) / 2.
    return [
        SearchHit(
            similarity=2 * raw_hit["_score"] - 1,
            changed_at=raw_hit["_version"],
            **raw_hit["_source"],
        )
        for raw_hit in raw_hits
    ]


def _build_source(document: VectorDocument) -> dict[str, object]:
    facts: dict[str, object] = {
        "department": document.department,
        "document_id": document.document_id,
        "label": document.label,
        "person": document.person,
        "source": document.source,
        "teacher": document.teacher,
        "priority": document.priority,
        "tier": document.tier,
    }
    return facts if document.deleted else {**facts, "vector": document.vector.tolist()}


def _define_index() -> dict[str, object]:
    kept: dict[str, object] = {"type": "keyword", "index": False}
    vector = {
        "type": "knn_vector",
        "dimension": DIMENSIONS,
        # The default engine is another one, which not every node can load.
        "method": {
            "name": "hnsw",
            "engine": "lucene",
            "space_type": "cosinesimil",
            "parameters": {"m": 16, "ef_construction": 128},
        },
    }
    return {
        "settings": {
            "index": {
                "knn": True,
                "number_of_shards": 1,
                # One node stays green alone; a second one gets a copy.
                "auto_expand_replicas": "0-1",
                # Said outright, so that an idle index refreshes too.
                "refresh_interval": "1s",
            }
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "department": {"type": "keyword"},
                "document_id": kept,
                "label": kept,
                "person": kept,
                "source": kept,
                "teacher": kept,
                "priority": kept,
                "tier": {"type": "byte", "index": False},
                "vector": vector,
            },
        },
    }
