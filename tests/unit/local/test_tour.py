"""What the tour shows a newcomer."""

from local.tour.rows import Json, Row, find_most_wrong
from local.tour.samples import Sample
from switchyard.domain.values import Channel


def make_row(
    category: str, confidence: float, status: str = "assigned", label: str = "sign_in"
) -> Row:
    ticket: Json = {"status": status, "category": {"value": category, "confidence": confidence}}
    return Row(ticket, {}, Sample("key", Channel.SQS, {}, label), mails=2, mails_due=2)


def test_a_wrong_ticket_is_corrected_before_one_that_was_not_sure() -> None:
    wrong = make_row("vpn", 0.9)
    assert (
        find_most_wrong([make_row("sign_in", 0.2), make_row("vpn", 0.3, "manual_review"), wrong])
        is wrong
    )


def test_where_every_ticket_went_right_the_least_sure_is_confirmed() -> None:
    least = make_row("sign_in", 0.6)
    assert find_most_wrong([make_row("sign_in", 0.9), least, make_row("sign_in", 0.99)]) is least


def test_a_ticket_whose_category_nobody_knows_is_passed_over() -> None:
    known = make_row("sign_in", 0.9)
    assert find_most_wrong([make_row("vpn", 0.1, label=""), known]) is known
