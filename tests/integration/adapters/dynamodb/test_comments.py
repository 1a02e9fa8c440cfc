"""What the store of comments owes those who use it."""

import pytest

from switchyard.domain.comment import Comment
from switchyard.domain.errors import Conflict, InvalidInput
from tests.builders import NOON, make_new_ticket, make_step
from tests.integration.world import World


def comment(number: int, **fields: object) -> Comment:
    given: dict[str, object] = {
        "comment_id": f"C-{number}",
        "ticket_id": "T-1",
        "number": number,
        "at": NOON,
        "author": "ann@example.com",
        "by_requester": True,
        "public": True,
        "text": f"comment {number}",
    }
    return Comment.model_validate(given | fields)


def write_comment(world: World, *comments: Comment) -> None:
    """Each comes with the next version of T-1."""
    for comment in comments:
        before = world.tickets.read_tickets(["T-1"]).get("T-1")
        ticket = before.make_next_version(NOON) if before else make_new_ticket("T-1")
        assert ticket.version == comment.number
        world.tickets.commit(make_step(ticket, comment=comment))


def list_numbers(world: World, *, notes: bool, after: str = "", limit: int = 9) -> list[int]:
    page = world.comments.list_comments("T-1", notes=notes, after=after, limit=limit)
    return [comment.number for comment in page.items]


def test_a_comment_is_read_back_as_it_was_written(world: World) -> None:
    written = comment(1, text="Grüße 你好 🙂\nline two")
    write_comment(world, written)
    assert world.comments.find_comment("T-1", "C-1") == written
    assert world.comments.read_comments([("T-1", 1), ("T-1", 9)]) == {("T-1", 1): written}
    assert world.comments.find_comment("T-1", "C-9") is None


def test_comments_come_oldest_first_page_by_page(world: World) -> None:
    write_comment(world, *(comment(number) for number in range(1, 13)))
    first = world.comments.list_comments("T-1", notes=True, after="", limit=10)
    assert [comment.number for comment in first.items] == list(range(1, 11))
    assert list_numbers(world, notes=True, after=first.cursor) == [11, 12]
    assert world.comments.list_comments("T-1", notes=True, after="", limit=12).cursor == ""


def test_notes_are_left_out_for_those_who_may_not_read_them(world: World) -> None:
    write_comment(world, comment(1), comment(2, public=False), comment(3))
    assert list_numbers(world, notes=False) == [1, 3]
    assert list_numbers(world, notes=True) == [1, 2, 3]
    page = world.comments.list_comments("T-1", notes=False, after="", limit=1)
    assert list_numbers(world, notes=False, after=page.cursor) == [3]


def test_a_comment_that_comes_again_is_refused_and_nothing_of_it_is_written(world: World) -> None:
    write_comment(world, comment(1))
    with pytest.raises(Conflict, match="written before"):
        write_comment(world, comment(2, comment_id="C-1", text="other words"))
    assert world.read_stored("T-1").version == 1
    assert list_numbers(world, notes=True) == [1]


def test_a_cursor_of_another_ticket_is_refused(world: World) -> None:
    write_comment(world, comment(1), comment(2))
    cursor = world.comments.list_comments("T-1", notes=True, after="", limit=1).cursor
    with pytest.raises(InvalidInput, match="not of this list"):
        world.comments.list_comments("T-2", notes=True, after=cursor, limit=1)
