"""What follows from another desk in force, or from a person who asks for a training."""

from collections.abc import Iterator

from switchyard.domain.desk import Pointer
from switchyard.domain.messages import LearnNudge, Queue
from switchyard.domain.outgoing import Letter, Written


def of_pointer(written: Written[Pointer]) -> Iterator[Letter]:
    """A head fits one desk: another desk is learnt anew."""
    old, new = written.old, written.new
    if old is None or old.desk != new.desk:
        yield Letter(Queue.LEARNING, LearnNudge(reason="desk"))
    elif new.trainings_asked > old.trainings_asked:
        yield Letter(Queue.LEARNING, LearnNudge(reason="asked"))
