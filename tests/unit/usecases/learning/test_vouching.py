"""Nobody moves a category alone."""

from collections.abc import Sequence

from switchyard.domain.vector import CLOSING, CORRECTION, Document, Kind, Vector
from switchyard.usecases.learning.vouching import MOST_OF_A_REQUESTER, vouched
from tests.desks import axis, near

ADA, BOB = "ada@example.com", "bob@example.com"
HERE = axis(0)


def precedent(number: int, vector: Vector = HERE, **fields: object) -> Document:
    given: dict[str, object] = {
        "kind": Kind.PRECEDENT,
        "department": "cards",
        "document_id": f"T-{number}",
        "changed_at": number,
        "vector": vector,
        "label": "stolen_card",
        "source": CORRECTION,
        "teacher": ADA,
        "requester": f"R-{number}",
    }
    return Document(**(given | fields))  # type: ignore[arg-type]


def ids(documents: Sequence[Document]) -> list[str]:
    return [one.document_id for one in documents]


def test_what_one_person_corrects_again_and_again_does_not_count_alone() -> None:
    assert vouched([precedent(number, near(HERE, 0.9)) for number in range(20)]) == []


def test_a_second_person_who_says_the_same_of_tickets_like_it_makes_both_count() -> None:
    both = [precedent(1), precedent(2, near(HERE, 0.7), teacher=BOB)]
    assert vouched(both) == both


def test_a_second_person_far_away_vouches_for_nothing_here() -> None:
    far = precedent(2, axis(1), teacher=BOB)
    assert vouched([precedent(1), far]) == []


def test_a_second_person_who_says_otherwise_vouches_for_nothing() -> None:
    other = precedent(2, teacher=BOB, label="card_arrival", source=CLOSING)
    assert ids(vouched([precedent(1), other])) == ["T-2"]


def test_an_example_of_the_category_nearby_vouches_for_a_correction() -> None:
    example = precedent(2, near(HERE, 0.65), source="example", teacher="", requester="")
    assert vouched([precedent(1), example]) == [precedent(1), example]


def test_of_one_requester_only_the_newest_few_count() -> None:
    same = [precedent(n, source=CLOSING, requester="R-1") for n in range(50)]
    assert ids(vouched(same)) == [f"T-{n}" for n in range(50 - MOST_OF_A_REQUESTER, 50)]


def test_examples_have_no_requester_and_all_count() -> None:
    examples = [precedent(n, source="example", requester="", teacher="") for n in range(50)]
    assert vouched(examples) == examples
