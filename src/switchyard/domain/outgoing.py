"""What was committed, and what is to be sent because of it."""

from dataclasses import dataclass

from switchyard.domain.desk import DeskPointer
from switchyard.domain.employee import Employee
from switchyard.domain.errors import SwitchyardError
from switchyard.domain.events import Event
from switchyard.domain.mail import Mail
from switchyard.domain.messages import Nudge, Queue
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, RefusedSubmission, Upload


class UnreadableRecord(SwitchyardError):
    """A record that no replay will make readable; the message names the field, not its content."""


@dataclass(frozen=True, slots=True)
class QueuedNudge:
    """A nudge and the queue it goes to."""

    queue: Queue
    nudge: Nudge


type Outgoing = QueuedNudge | Event

type StreamedItem = Ticket | Mail | Employee | Upload | Chunk | RefusedSubmission | DeskPointer


@dataclass(frozen=True, slots=True)
class CommittedWrite[S: StreamedItem]:
    """One committed write: the item as it is, and as it was before (None for a new one)."""

    new: S
    old: S | None = None


def is_put_back(
    old: Ticket | Mail | Chunk | Upload | None, new: Ticket | Mail | Chunk | Upload
) -> bool:
    """Whether `sweep` put the step back in."""
    return old is not None and new.sweeps > old.sweeps
