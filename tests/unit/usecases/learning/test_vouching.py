"""Nobody moves a category alone."""

from collections.abc import Sequence

from switchyard.domain.vector import (
    CLOSING_SOURCE,
    CORRECTION_SOURCE,
    Vector,
    VectorDocument,
    VectorKind,
)
from switchyard.usecases.learning.vouching import MAX_PRECEDENTS_PER_REQUESTER, select_vouched
from tests.desks import make_axis_vector, make_near_vector

ADA, BOB = "ada@example.com", "bob@example.com"
HERE = make_axis_vector(0)


def make_precedent(number: int, vector: Vector = HERE, **fields: object) -> VectorDocument:
    given: dict[str, object] = {
        "kind": VectorKind.PRECEDENT,
        "department": "cards",
        "document_id": f"T-{number}",
        "changed_at": number,
        "vector": vector,
        "label": "stolen_card",
        "source": CORRECTION_SOURCE,
        "teacher": ADA,
        "requester": f"R-{number}",
    }
    return VectorDocument(**(given | fields))  # type: ignore[arg-type]


def list_ids(documents: Sequence[VectorDocument]) -> list[str]:
    return [document.document_id for document in documents]


def test_what_one_person_corrects_again_and_again_does_not_count_alone() -> None:
    assert (
        select_vouched(
            [make_precedent(number, make_near_vector(HERE, 0.9)) for number in range(20)]
        )
        == []
    )


def test_a_second_person_who_says_the_same_of_tickets_like_it_makes_both_count() -> None:
    both = [make_precedent(1), make_precedent(2, make_near_vector(HERE, 0.7), teacher=BOB)]
    assert select_vouched(both) == both


def test_a_second_person_far_away_vouches_for_nothing_here() -> None:
    far = make_precedent(2, make_axis_vector(1), teacher=BOB)
    assert select_vouched([make_precedent(1), far]) == []


def test_a_second_person_who_says_otherwise_vouches_for_nothing() -> None:
    other = make_precedent(2, teacher=BOB, label="card_arrival", source=CLOSING_SOURCE)
    assert list_ids(select_vouched([make_precedent(1), other])) == ["T-2"]


def test_an_example_of_the_category_nearby_vouches_for_a_correction() -> None:
    example = make_precedent(
        2, make_near_vector(HERE, 0.65), source="example", teacher="", requester=""
    )
    assert select_vouched([make_precedent(1), example]) == [make_precedent(1), example]


def test_of_one_requester_only_the_newest_few_count() -> None:
    same = [make_precedent(n, source=CLOSING_SOURCE, requester="R-1") for n in range(50)]
    assert list_ids(select_vouched(same)) == [
        f"T-{n}" for n in range(50 - MAX_PRECEDENTS_PER_REQUESTER, 50)
    ]


def test_examples_have_no_requester_and_all_count() -> None:
    examples = [make_precedent(n, source="example", requester="", teacher="") for n in range(50)]
    assert select_vouched(examples) == examples
