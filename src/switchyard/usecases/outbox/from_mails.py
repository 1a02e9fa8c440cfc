"""What follows from a mail that is owed."""

from collections.abc import Iterator

from switchyard.domain.mail import Mail, MailState
from switchyard.domain.messages import MailNudge, Queue
from switchyard.domain.outgoing import CommittedWrite, QueuedNudge, is_put_back
from switchyard.domain.values import Lane

NOTIFICATION_QUEUES = {Lane.LIVE: Queue.NOTIFICATION, Lane.BULK: Queue.NOTIFICATION_BULK}
OPEN_STATES = frozenset({MailState.DUE, MailState.SENDING})


def derive_from_mail(written: CommittedWrite[Mail]) -> Iterator[QueuedNudge]:
    """One nudge when it is owed, and one whenever `sweep` finds it still open."""
    old, new = written.old, written.new
    if new.state in OPEN_STATES and (old is None or is_put_back(old, new)):
        reason = "sweep" if old else "owed"
        nudge = MailNudge(ticket=new.ticket_id, mail=new.mail_id, reason=reason)
        yield QueuedNudge(NOTIFICATION_QUEUES[new.lane], nudge)
