"""What follows from another desk in force, or from a person who asks for a training."""

from collections.abc import Iterator

from switchyard.domain.desk import DeskPointer
from switchyard.domain.messages import LearnNudge, Queue
from switchyard.domain.outgoing import CommittedWrite, QueuedNudge


def derive_from_pointer(written: CommittedWrite[DeskPointer]) -> Iterator[QueuedNudge]:
    """A classifier fits one desk: another desk is learnt anew."""
    old, new = written.old, written.new
    if old is None or old.desk != new.desk:
        yield QueuedNudge(Queue.LEARNING, LearnNudge(reason="desk"))
    elif new.trainings_requested > old.trainings_requested:
        yield QueuedNudge(Queue.LEARNING, LearnNudge(reason="asked"))
