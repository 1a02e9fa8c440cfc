"""The links by which an employee answers an e-mail, with no sign-in."""

from switchyard.domain.email_link import LINK_VALID_FOR, MailAction, MailLink
from switchyard.domain.mail import Mail, MailKind
from switchyard.domain.ticket import Ticket
from switchyard.usecases.notifications.letter import LetterLink


def build_answer_links(
    mail: Mail, ticket: Ticket, public_url: str, key: bytes
) -> tuple[LetterLink, ...]:
    """None where the mail asks for no answer. The same over all attempts at sending it."""
    if mail.kind is not MailKind.ASSIGNED or not public_url:
        return ()
    links = (
        MailLink(
            ticket_id=ticket.ticket_id,
            assignment=ticket.assignments,
            employee_id=mail.to,
            action=action,
            expires_at=mail.created_at + LINK_VALID_FOR,
        )
        for action in MailAction
    )
    return tuple(
        LetterLink(link.action.label, f"{public_url}/links?token={link.encode_token(key)}")
        for link in links
    )
