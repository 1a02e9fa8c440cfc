"""Files on their way in: an upload, its chunks, and what each row became."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from switchyard.domain.values import FrozenModel

MAX_PROBLEMS_KEPT = 200
"""Problems kept on one chunk; the counts stay exact beyond it."""


class UploadKind(StrEnum):
    """The first part of the file's key in the bucket."""

    ROSTER = "roster"
    TICKETS = "tickets"
    EXAMPLES = "examples"
    DESK = "desk"


class UploadState(StrEnum):
    """EXPECTED until the file is there, READING until every chunk is done, then DONE.

    A file that cannot be read at all is REFUSED.
    """

    EXPECTED = "expected"
    READING = "reading"
    DONE = "done"
    REFUSED = "refused"


class RowProblem(FrozenModel):
    """`row` counts the header as 1, as a spreadsheet does."""

    row: int
    column: str
    reason: str


class Upload(FrozenModel):
    upload_id: str
    kind: UploadKind
    key: str
    version_id: str = ""
    dropped_at: str = ""
    created_at: datetime
    created_by: str = ""
    state: UploadState = UploadState.EXPECTED
    complete: bool = False
    header: tuple[str, ...] = ()
    chunks: int = 0
    chunks_done: int = 0
    accepted: int = 0
    refused: int = 0
    problems: tuple[RowProblem, ...] = ()
    due_at: datetime | None = None
    sweeps: int = 0


class Chunk(FrozenModel):
    """Bytes `start` to `end` (exclusive) of the file hold whole rows; the first is `first_row`.

    `departments` are those whose precedents grew by the chunk's examples.
    """

    upload_id: str
    number: Annotated[int, Field(ge=1)]
    first_row: int
    start: int
    end: int
    done: bool = False
    accepted: int = 0
    refused: int = 0
    problems: tuple[RowProblem, ...] = ()
    departments: tuple[str, ...] = ()
    due_at: datetime | None = None
    sweeps: int = 0


class RefusedSubmission(FrozenModel):
    """A submission that could not become a ticket: its sender hears why, by an event.

    `message_id` is the queue's; the raw body is kept beside it, outside the stream.
    """

    refusal_id: str
    at: datetime
    source: str = ""
    external_id: str = ""
    message_id: str = ""
    problems: tuple[RowProblem, ...]
