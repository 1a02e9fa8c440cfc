"""What the store of uploads owes those who use it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from switchyard.domain.errors import AlreadyExists, NotFound
from switchyard.domain.upload import (
    Chunk,
    RefusedSubmission,
    RowProblem,
    Upload,
    UploadKind,
    UploadState,
)
from tests.builders import NOON
from tests.integration.world import World

SOON = NOON + timedelta(minutes=5)
PROBLEM = RowProblem(row=7, column="email", reason="is missing")


def upload(**fields: object) -> Upload:
    base = Upload(
        upload_id="U-1",
        kind=UploadKind.TICKETS,
        key="tickets/U-1/a.csv",
        version_id="v1",
        dropped_at="2026-11-21",
        created_at=NOON,
        header=("title", "description"),
    )
    return base.model_copy(update=fields)


def make_chunks(count: int) -> list[Chunk]:
    return [
        Chunk(upload_id="U-1", number=n, first_row=2 + n, start=n, end=n + 1, due_at=SOON)
        for n in range(1, count + 1)
    ]


def finish_chunk(chunk: Chunk, accepted: int = 2, refused: int = 1) -> Chunk:
    matches = {"accepted": accepted, "refused": refused, "problems": (PROBLEM,)}
    return chunk.model_copy(update={**matches, "departments": ("cards",)})


def test_an_upload_is_created_once(world: World) -> None:
    world.uploads.create_upload(upload())
    with pytest.raises(AlreadyExists):
        world.uploads.create_upload(upload(key="other"))
    assert world.uploads.read_upload("U-1") == upload()


def test_what_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound, match="U-9"):
        world.uploads.read_upload("U-9")
    with pytest.raises(NotFound, match="chunk 1"):
        world.uploads.read_chunk("U-9", 1)
    assert world.uploads.list_chunks("U-9") == []


@pytest.mark.parametrize("announced", [True, False])
def test_an_upload_is_begun_with_all_its_chunks(world: World, announced: bool) -> None:
    if announced:
        world.uploads.create_upload(upload(header=(), version_id=""))
    for _ in range(2):
        world.uploads.begin_upload(upload(due_at=SOON), make_chunks(12))
    assert world.uploads.read_upload("U-1") == upload(
        state=UploadState.READING, chunks=12, due_at=SOON
    )
    assert world.uploads.list_chunks("U-1") == make_chunks(12)
    assert world.uploads.read_chunk("U-1", 12) == make_chunks(12)[-1]


def test_a_chunk_counts_once_however_often_it_ends(world: World) -> None:
    world.uploads.begin_upload(upload(), make_chunks(2))
    for _ in range(3):
        world.uploads.finish_chunk(finish_chunk(make_chunks(2)[0]))
    stored_upload = world.uploads.read_upload("U-1")
    assert (stored_upload.chunks_done, stored_upload.accepted, stored_upload.refused) == (1, 2, 1)
    first = world.uploads.read_chunk("U-1", 1)
    assert first == finish_chunk(make_chunks(2)[0]).model_copy(
        update={"done": True, "due_at": None}
    )


def test_a_chunk_that_was_done_before_the_upload_was_begun_stays_counted(world: World) -> None:
    world.uploads.create_upload(upload())
    world.uploads.begin_upload(upload(), make_chunks(1))
    world.uploads.finish_chunk(finish_chunk(make_chunks(1)[0]))
    world.uploads.begin_upload(upload(), make_chunks(2))
    stored_upload = world.uploads.read_upload("U-1")
    assert (stored_upload.chunks, stored_upload.chunks_done, stored_upload.accepted) == (1, 1, 2)
    assert [chunk.done for chunk in world.uploads.list_chunks("U-1")] == [True, False]


def test_chunks_that_end_all_at_once_are_all_counted(emulated: World) -> None:
    emulated.uploads.begin_upload(upload(), make_chunks(30))
    with ThreadPoolExecutor(8) as pool:
        for _ in range(2):
            list(pool.map(emulated.uploads.finish_chunk, map(finish_chunk, make_chunks(30))))
    stored_upload = emulated.uploads.read_upload("U-1")
    assert (stored_upload.chunks_done, stored_upload.accepted, stored_upload.refused) == (
        30,
        60,
        30,
    )


def test_a_chunk_that_was_never_written_counts_nowhere(world: World) -> None:
    world.uploads.begin_upload(upload(), make_chunks(1))
    world.uploads.finish_chunk(finish_chunk(make_chunks(2)[1]))
    assert world.uploads.read_upload("U-1").chunks_done == 0
    assert len(world.uploads.list_chunks("U-1")) == 1


def test_an_upload_ends_once(world: World) -> None:
    world.uploads.begin_upload(upload(due_at=SOON), make_chunks(1))
    ended = upload(state=UploadState.DONE, accepted=5, problems=(PROBLEM,), due_at=SOON)
    world.uploads.finish_upload(ended)
    world.uploads.finish_upload(upload(state=UploadState.REFUSED))
    world.uploads.begin_upload(upload(due_at=SOON), make_chunks(1))
    assert world.uploads.read_upload("U-1") == ended.model_copy(update={"due_at": None})


def test_a_file_that_cannot_be_read_is_refused_at_once(world: World) -> None:
    world.uploads.finish_upload(upload(state=UploadState.REFUSED, problems=(PROBLEM,)))
    assert world.uploads.read_upload("U-1").state is UploadState.REFUSED


@pytest.mark.parametrize("size", [0, 10, 1_000_000])
def test_a_refused_submission_is_kept_whole_and_once(world: World, size: int) -> None:
    refusal = RefusedSubmission(
        refusal_id="R-1", at=NOON, source="crm", message_id="m", problems=(PROBLEM,)
    )
    raw = bytes(number % 251 for number in range(size))
    for _ in range(2):
        world.uploads.save_refusal(refusal, raw)
    items = world.database.query_items(
        {
            "TableName": world.content,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "REFUSAL#R-1"}},
        }
    )
    assert b"".join(bytes(item["raw"]["B"]) for item in items) == raw
