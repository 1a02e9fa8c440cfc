"""Which model an item of the desk table is, by its key."""

from __future__ import annotations

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item
from switchyard.domain.desk import DeskPointer
from switchyard.domain.employee import Employee
from switchyard.domain.mail import Mail
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, RefusedSubmission, Upload

type StoredModel = Ticket | Mail | Employee | Upload | Chunk | RefusedSubmission | DeskPointer

MODELS_BY_KEY: dict[tuple[str, str], type[StoredModel]] = {
    ("TICKET", keys.TICKET): Ticket,
    ("EMPLOYEE", keys.EMPLOYEE): Employee,
    ("UPLOAD", keys.UPLOAD): Upload,
    ("REFUSAL", keys.REFUSAL): RefusedSubmission,
    ("DESK", keys.POINTER): DeskPointer,
}
MODELS_BY_KEY_PREFIX: dict[tuple[str, str], type[StoredModel]] = {
    ("TICKET", "MAIL"): Mail,
    ("UPLOAD", "CHUNK"): Chunk,
}


def find_model(item: Item) -> type[StoredModel] | None:
    """None for what has no life of its own: e-mail addresses, requesters."""
    owner, sort_key = item["pk"]["S"].partition("#")[0], item["sk"]["S"]
    return MODELS_BY_KEY.get((owner, sort_key)) or MODELS_BY_KEY_PREFIX.get(
        (owner, sort_key.partition("#")[0])
    )
