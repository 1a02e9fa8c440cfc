"""What the comparison sees, and what it lets pass."""

from tests.integration.behaviour.compare_records import Renames, compare


def record(kind: str = "ticket", step: int = 1, **data: object) -> dict[str, object]:
    return {"step": step, "kind": kind, "data": data}


def test_equal_records_do_not_differ() -> None:
    assert compare([record(door="sqs")], [record(door="sqs")]) == []


def test_a_renamed_key_value_and_sentence_do_not_differ() -> None:
    renames = Renames(
        keys={"door": "channel"},
        values={"sqs": "queue"},
        values_of={"name": {"returned": "passed_on"}},
        prose={"by this door": "through this channel"},
    )
    old = [record(door="sqs", name="returned", reason="It came by this door.", status="returned")]
    new = record(
        channel="queue", name="passed_on", reason="It came through this channel.", status="returned"
    )
    assert compare(old, [new], renames) == []
    assert len(compare(old, [new])) > 3


def test_a_changed_value_an_added_key_and_a_missing_record_differ() -> None:
    assert [one.where for one in compare([record(a=1)], [record(a=2)])] == ["step 1, ticket 0: a"]
    assert [one.where for one in compare([record()], [record(b=None)])] == ["step 1, ticket 0: b"]
    assert len(compare([record(a=1), record(a=1)], [record(a=1)])) == 1


def test_true_is_not_1_and_numbers_differ_beyond_the_tolerance() -> None:
    assert compare([record(a=True)], [record(a=1)])
    assert compare([record(a=0.5)], [record(a=0.500001)])
    assert compare([record(a=0.5)], [record(a=0.500001)], tolerance=1e-5) == []


def test_what_is_ignored_passes_with_all_under_it() -> None:
    renames = Renames(ignored=["ticket.parts.*.detail"])
    old, new = [record(parts=[{"detail": 1}])], [record(parts=[{"detail": {"x": 2}}])]
    assert compare(old, new, renames) == []
