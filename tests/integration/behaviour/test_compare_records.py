"""What the comparison sees, and what it lets pass."""

from tests.integration.behaviour.compare_records import Renames, compare_records


def make_record(kind: str = "ticket", step: int = 1, **data: object) -> dict[str, object]:
    return {"step": step, "kind": kind, "data": data}


def test_equal_records_do_not_differ() -> None:
    assert compare_records([make_record(door="sqs")], [make_record(door="sqs")]) == []


def test_a_renamed_key_value_and_sentence_do_not_differ() -> None:
    renames = Renames(
        keys={"door": "channel"},
        values={"sqs": "queue"},
        values_of={"name": {"returned": "passed_on"}},
        prose={"by this door": "through this channel"},
    )
    old = [
        make_record(door="sqs", name="returned", reason="It came by this door.", status="returned")
    ]
    new = make_record(
        channel="queue", name="passed_on", reason="It came through this channel.", status="returned"
    )
    assert compare_records(old, [new], renames) == []
    assert len(compare_records(old, [new])) > 3


def test_a_changed_value_an_added_key_and_a_missing_record_differ() -> None:
    assert [
        difference.where for difference in compare_records([make_record(a=1)], [make_record(a=2)])
    ] == ["step 1, ticket 0: a"]
    assert [
        difference.where for difference in compare_records([make_record()], [make_record(b=None)])
    ] == ["step 1, ticket 0: b"]
    assert len(compare_records([make_record(a=1), make_record(a=1)], [make_record(a=1)])) == 1


def test_true_is_not_1_and_numbers_differ_beyond_the_tolerance() -> None:
    assert compare_records([make_record(a=True)], [make_record(a=1)])
    assert compare_records([make_record(a=0.5)], [make_record(a=0.500001)])
    assert compare_records([make_record(a=0.5)], [make_record(a=0.500001)], tolerance=1e-5) == []


def test_a_key_renamed_under_a_parent_keeps_its_name_elsewhere() -> None:
    renames = Renames(keys_of={"response": {"by": "due_at"}})
    old = make_record(by="ann", response={"by": "noon"})
    new = make_record(by="ann", response={"due_at": "noon"})
    assert compare_records([old], [new], renames) == []


def test_what_was_added_passes_only_where_it_was_missing() -> None:
    renames = Renames(added=["answer.body.version"])
    new = make_record("answer", body={"version": "0.2.0"})
    assert compare_records([make_record("answer", body={})], [new], renames) == []
    assert compare_records([make_record("answer", body={"version": "0.1.0"})], [new], renames)
