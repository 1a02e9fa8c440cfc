"""The head in force."""

from switchyard.domain.errors import NotFound
from switchyard.domain.model_card import HeadRefused
from switchyard.ports.desks import DeskStore, LoadedDesk
from switchyard.usecases.triage.head import Head


def head_in_force(desks: DeskStore, loaded: LoadedDesk, model: str) -> Head | None:
    """None where there is none, or none that fits this desk and model: learning makes the next."""
    if not loaded.pointer.head:
        return None
    try:
        head = Head.from_bytes(desks.head(loaded.pointer.head))
        head.check(model, frozenset(loaded.desk.categories_by_id))
    except (HeadRefused, NotFound):
        return None
    return head
