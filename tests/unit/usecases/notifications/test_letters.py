"""What the e-mails say, in both of their bodies."""

from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.desk import Calendar
from switchyard.domain.mail import MailKind
from switchyard.domain.service_level import Promise, ServiceLevel, Stage
from switchyard.domain.ticket import Decision, Requester, TicketText
from switchyard.domain.triage import CategoryGuess
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.usecases.notifications.case import MailContext
from switchyard.usecases.notifications.layout import render_html, render_text
from switchyard.usecases.notifications.letter import LetterLink, MailLetter
from switchyard.usecases.notifications.letters import write_letter
from tests.desks import NOW, make_desk, make_ticket

BY = DecidedBy.MODEL
URL = "https://desk.example.com/tickets/T-1"
TICKET = make_ticket(
    category=Decision[str](value="card_arrival", confidence=0.9, decided_by=BY),
    department=Decision[str](value="cards", confidence=0.9, decided_by=BY),
    priority=Decision[Priority](value=Priority.HIGH, confidence=0.9, decided_by=BY),
    tier=Decision[Tier](value=Tier.SECOND, confidence=0.9, decided_by=BY),
)
GUESSES = (
    CategoryGuess(category="card_arrival", department="cards", confidence=0.412),
    CategoryGuess(category="card_broken", department="cards", confidence=0.3),
    CategoryGuess(category="stolen_card", department="fraud", confidence=0.1),
)


def make_context(**fields: object) -> MailContext:
    given: dict[str, object] = {
        "ticket": TICKET,
        "text": TicketText(title="My card", description="It has <b>not</b> come & I wait."),
        "desk": make_desk(),
        "reader_name": "Dana Ruiz",
        "requester": Requester(requester_id="ann@example.com", name="Ann Ask", created_at=NOW),
        "reason": "Dana Ruiz: closest profile for Card arrival, and 9 of 12 points free.",
        "guesses": GUESSES,
        "url": URL,
    }
    return MailContext(**(given | fields))  # type: ignore[arg-type]


class Words(HTMLParser):
    """The words of a page, its links, and every tag that it opens."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(page)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def render_bodies(letter: MailLetter) -> tuple[str, str]:
    return " ".join(render_text(letter).split()), Words(render_html(letter)).text


def test_the_assigned_person_learns_why_them_and_what_it_is() -> None:
    letter = write_letter(MailKind.ASSIGNED, make_context())
    assert letter.subject == "For you: My card [T-1]"
    for body in render_bodies(letter):
        assert "Hello Dana Ruiz, This ticket is yours now." in body
        assert "Why you: Dana Ruiz: closest profile for Card arrival" in body
        assert "Bank › Cards › Card arrival" in body
        assert "High" in body
        assert "Ann Ask <ann@example.com>" in body
        assert "It has <b>not</b> come & I wait." in body
    assert f"Open the ticket: {URL}" in render_text(letter)
    assert Words(render_html(letter)).links == [URL]


def test_the_assigned_person_may_answer_by_one_click() -> None:
    answers = (
        LetterLink("I have it", f"{URL}?a=1&b=2"),
        LetterLink("Wrong department", f"{URL}?c"),
    )
    letter = write_letter(MailKind.ASSIGNED, make_context(answer_links=answers))
    assert Words(render_html(letter)).links == [f"{URL}?a=1&b=2", f"{URL}?c", URL]
    assert (
        f"\n\nI have it: {URL}?a=1&b=2\nWrong department: {URL}?c\nOpen the ticket: {URL}\n\n"
    ) in render_text(letter)


def test_nobody_else_is_asked_to_answer() -> None:
    answers = (LetterLink("I have it", f"{URL}?a"),)
    for kind in set(MailKind) - {MailKind.ASSIGNED}:
        assert f"{URL}?a" not in render_html(write_letter(kind, make_context(answer_links=answers)))


def test_an_urgent_ticket_says_so_in_its_subject() -> None:
    urgent = Decision[Priority](value=Priority.URGENT, confidence=1, decided_by=BY)
    letter = write_letter(
        MailKind.ASSIGNED, make_context(ticket=TICKET.model_copy(update={"priority": urgent}))
    )
    assert letter.subject.startswith("Urgent, for you: ")


def test_a_receipt_holds_nothing_internal() -> None:
    letter = write_letter(MailKind.RECEIPT, make_context(reader_name="Ann Ask"))
    assert letter.subject == "We have your request: My card [T-1]"
    for body in render_bodies(letter):
        assert "Thank you for writing to A bank." in body
        assert "T-1" in body
        for internal in ("Dana", "closest", "Cards", "High", "Card arrival", "It has", "points"):
            assert internal not in body


def test_a_lead_gets_three_guesses_with_how_sure_each_is() -> None:
    letter = write_letter(
        MailKind.REVIEW, make_context(reason="Not sure: Card arrival is 41% probable.")
    )
    for body in render_bodies(letter):
        assert "Not sure: Card arrival is 41% probable." in body
        assert "Bank › Cards › Card arrival, Cards (41%)" in body
        assert "Bank › Cards › Card broken, Cards (30%)" in body
        assert "Bank › Fraud › Stolen card, Fraud (10%)" in body
        assert "Category" not in body


def test_a_lead_hears_that_nobody_keeps_a_ticket_and_how_often_it_came_back() -> None:
    letter = write_letter(MailKind.RETURNED, make_context(reason="Nobody keeps it: 2 declined it."))
    assert letter.subject == "Please give this to somebody: My card [T-1]"
    for body in render_bodies(letter):
        assert "This ticket needs you to say who takes it. Nobody keeps it: 2 declined it." in body
        assert "Bank › Cards › Card arrival" in body


def test_a_lead_hears_why_a_ticket_waits() -> None:
    letter = write_letter(
        MailKind.WAITING, make_context(reason="Nobody in Cards is free: 4 off shift.")
    )
    for body in render_bodies(letter):
        assert "Nobody in Cards is free: 4 off shift." in body


def make_service_level(stage: Stage, met_at: datetime | None = None) -> ServiceLevel:
    """An answer within the hour, and a resolution within the day."""
    response = Promise(
        due_at=NOW + timedelta(hours=1), warn_at=NOW, notified_stage=stage, met_at=met_at
    )
    resolution = Promise(due_at=NOW + timedelta(days=1), warn_at=NOW, notified_stage=stage)
    return ServiceLevel(response=response, resolution=resolution)


@pytest.mark.parametrize(
    ("kind", "stage", "opening", "sentence"),
    [
        (MailKind.DUE_SOON, Stage.DUE_SOON, "Due soon", "is nearly up, and you have it."),
        (MailKind.BREACHED, Stage.BREACHED, "Overdue", "is up, and you have it."),
        (MailKind.ESCALATED, Stage.DUE_SOON, "Due soon", "is nearly up, and nobody has it."),
        (MailKind.ESCALATED, Stage.BREACHED, "Overdue", "is up, and nobody has it."),
    ],
)
def test_a_ticket_whose_time_is_up_says_by_when_in_the_desks_own_time(
    kind: MailKind, stage: Stage, opening: str, sentence: str
) -> None:
    berlin = make_desk().model_copy(update={"calendar": Calendar(time_zone="Europe/Berlin")})
    ticket = TICKET.model_copy(update={"service": make_service_level(stage)})
    letter = write_letter(kind, make_context(ticket=ticket, desk=berlin))
    assert letter.subject == f"{opening}: My card [T-1]"
    for body in render_bodies(letter):
        assert f"The time for this ticket {sentence}" in body
        assert "Answer due" in body
        assert "Saturday 2026-11-21 11:00 (Europe/Berlin)" in body
        assert "Sunday 2026-11-22 10:00 (Europe/Berlin)" in body


def test_an_answer_that_was_given_is_not_asked_for_again() -> None:
    ticket = TICKET.model_copy(update={"service": make_service_level(Stage.DUE_SOON, met_at=NOW)})
    letter = write_letter(MailKind.DUE_SOON, make_context(ticket=ticket))
    assert [label for label, _ in letter.facts if "due" in label] == ["Resolution due"]


def test_the_lead_reads_who_has_the_ticket() -> None:
    held = {"service": make_service_level(Stage.BREACHED), "assignee": "E-1"}
    letter = write_letter(MailKind.ESCALATED, make_context(ticket=TICKET.model_copy(update=held)))
    assert "is up, and E-1 has it." in render_text(letter)


def test_whoever_has_the_ticket_reads_the_reply() -> None:
    letter = write_letter(MailKind.REPLY, make_context(comment="It came <i>today</i>."))
    assert letter.subject == "Reply: My card [T-1]"
    for body in render_bodies(letter):
        assert "It came <i>today</i>." in body
        assert "Ann Ask <ann@example.com>" in body


def test_the_requester_reads_the_answer_and_nothing_internal() -> None:
    letter = write_letter(
        MailKind.ANSWER, make_context(reader_name="Ann Ask", comment="We sent a new one.")
    )
    assert letter.subject == "An answer to your request: My card [T-1]"
    for body in render_bodies(letter):
        assert "We sent a new one." in body
        for internal in ("Dana", "closest", "Cards", "High", "Card arrival", "points"):
            assert internal not in body


def test_a_lead_hears_of_an_incident_with_its_first_ticket() -> None:
    letter = write_letter(MailKind.INCIDENT, make_context())
    assert letter.subject == "Incident: My card [T-1]"
    for body in render_bodies(letter):
        assert "Many people report the same at the moment." in body
        assert "Bank › Cards › Card arrival" in body


def test_the_requester_hears_that_what_many_reported_is_solved_and_nothing_internal() -> None:
    letter = write_letter(MailKind.SOLVED, make_context(reader_name="Ann Ask"))
    assert letter.subject == "Solved: My card [T-1]"
    for body in render_bodies(letter):
        assert "it is solved now" in body
        for internal in ("Dana", "closest", "Cards", "High", "Card arrival", "It has", "points"):
            assert internal not in body


def test_a_ticket_about_which_little_is_known_still_makes_a_letter() -> None:
    bare = make_context(
        ticket=make_ticket(), requester=None, guesses=(), reason="", url="", reader_name=""
    )
    for kind in MailKind:
        letter = write_letter(kind, bare)
        assert render_text(letter).startswith("Hello,\n\n")
        assert Words(render_html(letter)).links == []
    assert "Requester: ann@example.com" in render_text(write_letter(MailKind.REVIEW, bare))


def test_a_category_or_department_that_the_desk_lost_goes_by_its_id() -> None:
    gone = Decision[str](value="gone", confidence=1, decided_by=BY)
    moved = TICKET.model_copy(update={"category": gone, "department": gone})
    for body in render_bodies(write_letter(MailKind.WAITING, make_context(ticket=moved))):
        assert "gone" in body


def test_a_long_ticket_is_cut_in_subject_and_body() -> None:
    long = TicketText(title="word " * 60, description="word " * 5_000)
    letter = write_letter(MailKind.ASSIGNED, make_context(text=long))
    assert len(letter.subject) < 160
    assert letter.subject.endswith("… [T-1]")
    assert len(render_text(letter)) < 4_000
    assert "the rest is on the ticket's page" in render_text(letter)


def test_a_title_made_from_the_description_is_not_said_twice() -> None:
    same = TicketText(title="My card has not come", description="My card has not come")
    letter = write_letter(MailKind.ASSIGNED, make_context(text=same))
    assert render_text(letter).count("> My card has not come") == 1


def test_a_line_break_in_a_name_makes_no_line_of_its_own() -> None:
    requester = Requester(
        requester_id="ann@example.com", name="Ann\nPriority: urgent", created_at=NOW
    )
    text = render_text(
        write_letter(
            MailKind.ASSIGNED, make_context(requester=requester, reader_name="Dana\r\nRuiz")
        )
    )
    assert "Hello Dana Ruiz," in text
    assert "\nPriority: urgent" not in text


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "&lt;"])
def test_no_word_from_outside_is_markup(evil: str) -> None:
    text = TicketText(title=evil, description=evil)
    requester = Requester(requester_id="ann@example.com", name=evil, created_at=NOW)
    letter = write_letter(
        MailKind.ASSIGNED,
        make_context(text=text, requester=requester, reader_name=evil, reason=evil),
    )
    page = Words(render_html(letter))
    assert not {"script", "img"} & set(page.tags)
    assert page.text.count(" ".join(evil.split())) >= 4


@given(st.text(), st.text(), st.text())
def test_any_words_make_the_same_page_around_them(name: str, title: str, words: str) -> None:
    def list_tags(*words: str) -> list[str]:
        first, two, three = words
        letter = MailLetter(
            two,
            first,
            (three,),
            (("Label", two),),
            three,
            "title",
            three,
            LetterLink(first, f"https://{two}"),
        )
        return [tag for tag in Words(render_html(letter)).tags if tag != "br"]

    assert list_tags(name, title, words or "x") == list_tags("a", "b", "c")
