"""What people hear of comments: of the requester's reply, and of the desk's answer."""

from switchyard.usecases.notifications.case import Case, facts, link, shortened, subject
from switchyard.usecases.notifications.letter import Letter


def reply(case: Case) -> Letter:
    """Its reader has the ticket."""
    return Letter(
        subject=subject("Reply", case),
        name=case.name,
        paragraphs=("The requester has written on a ticket that is yours.",),
        facts=facts(case),
        quoted_title=case.text.title,
        quoted=shortened(case.comment),
        link=link("Open the ticket", case),
        closing=f"{case.desk.name} · {case.department}",
    )


def answer(case: Case) -> Letter:
    """Its reader asked for help."""
    return Letter(
        subject=subject("An answer to your request", case),
        name=case.name,
        paragraphs=(f"{case.desk.name} has answered your request.",),
        facts=(("Ticket", case.ticket.ticket_id),),
        quoted_title=case.text.title,
        quoted=shortened(case.comment),
        link=link("Reply to it", case),
        closing="If there is more to say, write it on the ticket: it comes back to us.",
    )
