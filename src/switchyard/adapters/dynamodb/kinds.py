"""Which model an item of the desk table is, by its key."""

from __future__ import annotations

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item
from switchyard.domain.desk import Pointer
from switchyard.domain.employee import Employee
from switchyard.domain.mail import Mail
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, Refusal, Upload

type Kept = Ticket | Mail | Employee | Upload | Chunk | Refusal | Pointer

WHOLE: dict[tuple[str, str], type[Kept]] = {
    ("TICKET", keys.TICKET): Ticket,
    ("EMPLOYEE", keys.EMPLOYEE): Employee,
    ("UPLOAD", keys.UPLOAD): Upload,
    ("REFUSAL", keys.REFUSAL): Refusal,
    ("DESK", keys.POINTER): Pointer,
}
MANY: dict[tuple[str, str], type[Kept]] = {("TICKET", "MAIL"): Mail, ("UPLOAD", "CHUNK"): Chunk}


def kind_of(item: Item) -> type[Kept] | None:
    """None for what has no life of its own: e-mail addresses, requesters."""
    owner, sort_key = item["pk"]["S"].partition("#")[0], item["sk"]["S"]
    return WHOLE.get((owner, sort_key)) or MANY.get((owner, sort_key.partition("#")[0]))
