"""What the e-mails about an incident say."""

from switchyard.usecases.notifications.case import Case, excerpt, facts, link, subject
from switchyard.usecases.notifications.letter import Letter


def incident(case: Case) -> Letter:
    return Letter(
        subject=subject("Incident", case),
        name=case.name,
        paragraphs=(
            "Many people report the same at the moment. This was the first of their tickets; the "
            "others wait on it, and so do new ones like it.",
            "They are finished by themselves once this one is. One that is about something else "
            "can be taken out on its own page.",
        ),
        facts=facts(case),
        quoted_title=case.text.title,
        quoted=excerpt(case.text),
        link=link("Open the ticket", case),
        closing=f"{case.desk.name} · {case.department}",
    )


def solved(case: Case) -> Letter:
    return Letter(
        subject=subject("Solved", case),
        name=case.name,
        paragraphs=(
            "Many people had reported the same as you, and it is solved now. Thank you for telling "
            "us.",
        ),
        facts=(("Ticket", case.ticket.ticket_id), ("Subject", case.text.title)),
        link=link("Open your request", case),
        closing="Should it still not work for you, please open the ticket again.",
    )
