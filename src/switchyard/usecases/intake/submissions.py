"""The queue's door: submissions from other systems."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import StringConstraints, ValidationError

from switchyard.domain.errors import AlreadyExists, Invalid, Problem
from switchyard.domain.ids import derived_id
from switchyard.domain.submission import Submission
from switchyard.domain.text_fields import Slug
from switchyard.domain.ticket import Origin, Ticket
from switchyard.domain.upload import Refusal, RowProblem
from switchyard.domain.values import Clock, Door, Frozen, Lane
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.uploads import Intake, Uploads
from switchyard.usecases.intake.problems import problems_of

MOST_PROBLEMS = 20
MOST_NAME = 200


class Envelope(Frozen):
    """One message. `producer` names the sending system, `producer_id` the ticket in it: the same
    two always mean the same ticket, however often the message comes.
    """

    schema_version: Literal["1"]
    producer: Slug
    producer_id: Annotated[
        str, StringConstraints(strip_whitespace=True, pattern=r"^[\x21-\x7e]{1,200}$")
    ]
    ticket: Submission


def submission_schema() -> dict[str, object]:
    """What is checked in as docs/schemas/submission.schema.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Envelope.model_json_schema(),
        "title": "Switchyard submission",
    }


@dataclass(frozen=True, slots=True)
class SubmissionService:
    """`intake` reads the desk once: call it for each batch."""

    intake: Callable[[], Intake]
    uploads: Uploads
    clock: Clock

    def receive(self, body: str, message_id: str, intake: Intake) -> Ticket | Refusal:
        """The ticket, the same one for a message that came before; or why there is none.

        A refusal is kept with the message as it came. Raises Unavailable, NotFound while there is
        no desk: let the message come again.
        """
        try:
            return self._submit(_read(body), intake)
        except Invalid as error:
            return self._refuse(body, message_id, error.problems)

    def _submit(self, envelope: Envelope, intake: Intake) -> Ticket:
        producer, producer_id = envelope.producer, envelope.producer_id
        try:
            return intake.submit(
                envelope.ticket,
                Door.SQS,
                Lane.LIVE,
                Origin(producer=producer, producer_id=producer_id),
                derived_id("T-", "sqs", producer, producer_id),
                Viewer(Role.SYSTEM, person=producer),
            )
        except AlreadyExists as error:
            reason = "was sent before with other content; give a new ticket an id of its own"
            raise Invalid.one("producer_id", reason) from error

    def _refuse(self, body: str, message_id: str, problems: tuple[Problem, ...]) -> Refusal:
        producer, producer_id = _sender(body)
        raw = body.encode(errors="surrogatepass")
        named = (producer, producer_id, sha256(raw).hexdigest()) if producer_id else (message_id,)
        refusal = Refusal(
            refusal_id=derived_id("R-", *named),
            at=self.clock(),
            producer=producer,
            producer_id=producer_id,
            message_id=message_id,
            problems=tuple(
                RowProblem(row=0, column=one.field, reason=one.reason)
                for one in problems[:MOST_PROBLEMS]
            ),
        )
        self.uploads.refuse(refusal, raw)
        return refusal


def _read(body: str) -> Envelope:
    content = _json(body)
    if not isinstance(content, dict):
        raise Invalid.one("message", "should be a JSON object")
    try:
        return Envelope.model_validate(content)
    except ValidationError as error:
        raise Invalid([*problems_of(error)]) from error


def _json(body: str) -> object:
    try:
        content: object = json.loads(body)
    except json.JSONDecodeError as error:
        reason = f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        raise Invalid.one("message", reason) from error
    except (ValueError, RecursionError) as error:
        raise Invalid.one(
            "message", "is JSON nested too deep, or with too long a number"
        ) from error
    return content


def _sender(body: str) -> tuple[str, str]:
    """What can be told of who sent a message that is wrong; empty where nothing can."""
    try:
        content = _json(body)
    except Invalid:
        return "", ""
    given = content if isinstance(content, dict) else {}
    producer, producer_id = (given.get(name) for name in ("producer", "producer_id"))
    return _said(producer), _said(producer_id)


def _said(value: object) -> str:
    known = isinstance(value, str) and len(value) <= MOST_NAME and value.isascii()
    return str(value).strip() if known and str(value).isprintable() else ""
