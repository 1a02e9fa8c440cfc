"""What follows from a mail that is owed."""

from collections.abc import Iterator

from switchyard.domain.mail import Mail, MailState
from switchyard.domain.messages import MailNudge, Queue
from switchyard.domain.outgoing import Letter, Written, swept
from switchyard.domain.values import Lane

NOTIFICATION = {Lane.LIVE: Queue.NOTIFICATION, Lane.BULK: Queue.NOTIFICATION_BULK}
OPEN = frozenset({MailState.DUE, MailState.SENDING})


def of_mail(written: Written[Mail]) -> Iterator[Letter]:
    """One nudge when it is owed, and one whenever `sweep` finds it still open."""
    old, new = written.old, written.new
    if new.state in OPEN and (old is None or swept(old, new)):
        reason = "sweep" if old else "owed"
        nudge = MailNudge(ticket=new.ticket_id, mail=new.mail_id, reason=reason)
        yield Letter(NOTIFICATION[new.lane], nudge)
