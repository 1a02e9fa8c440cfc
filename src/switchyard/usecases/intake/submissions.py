"""The queue's channel: submissions from other systems."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import StringConstraints, ValidationError

from switchyard.domain.errors import AlreadyExists, InputProblem, InvalidInput
from switchyard.domain.ids import derive_id
from switchyard.domain.submission import Submission
from switchyard.domain.text_fields import Slug
from switchyard.domain.ticket import Origin, Ticket
from switchyard.domain.upload import RefusedSubmission, RowProblem
from switchyard.domain.values import Channel, Clock, FrozenModel, Lane
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.uploads import SubmissionIntake, UploadStore
from switchyard.usecases.intake.problems import list_problems

MAX_PROBLEMS_KEPT = 20
MAX_NAME_LENGTH = 200


class SubmissionEnvelope(FrozenModel):
    """One message. `source` names the sending system, `external_id` the ticket in it: the same
    two always mean the same ticket, however often the message comes.
    """

    schema_version: Literal["1"]
    source: Slug
    external_id: Annotated[
        str, StringConstraints(strip_whitespace=True, pattern=r"^[\x21-\x7e]{1,200}$")
    ]
    ticket: Submission


def build_submission_schema() -> dict[str, object]:
    """What is checked in as docs/schemas/submission.schema.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **SubmissionEnvelope.model_json_schema(),
        "title": "Switchyard submission",
    }


@dataclass(frozen=True, slots=True)
class SubmissionService:
    """`make_intake` reads the desk once: call it for each batch."""

    make_intake: Callable[[], SubmissionIntake]
    uploads: UploadStore
    clock: Clock

    def receive_message(
        self, body: str, message_id: str, intake: SubmissionIntake
    ) -> Ticket | RefusedSubmission:
        """The ticket, the same one for a message that came before; or why there is none.

        A refusal is kept with the message as it came. Raises Unavailable, NotFound while there is
        no desk: let the message come again.
        """
        try:
            return self._submit_ticket(_read_envelope(body), intake)
        except InvalidInput as error:
            return self._refuse_message(body, message_id, error.problems)

    def _submit_ticket(self, envelope: SubmissionEnvelope, intake: SubmissionIntake) -> Ticket:
        source, external_id = envelope.source, envelope.external_id
        try:
            return intake.create_ticket(
                envelope.ticket,
                Channel.SQS,
                Lane.LIVE,
                Origin(source=source, external_id=external_id),
                derive_id("T-", "sqs", source, external_id),
                Viewer(Role.SYSTEM, person=source),
            )
        except AlreadyExists as error:
            reason = "was sent before with other content; give a new ticket an id of its own"
            raise InvalidInput.create_for_field("external_id", reason) from error

    def _refuse_message(
        self, body: str, message_id: str, problems: tuple[InputProblem, ...]
    ) -> RefusedSubmission:
        source, external_id = _read_sender(body)
        raw = body.encode(errors="surrogatepass")
        named = (source, external_id, sha256(raw).hexdigest()) if external_id else (message_id,)
        refusal = RefusedSubmission(
            refusal_id=derive_id("R-", *named),
            at=self.clock(),
            source=source,
            external_id=external_id,
            message_id=message_id,
            problems=tuple(
                RowProblem(row=0, column=problem.field, reason=problem.reason)
                for problem in problems[:MAX_PROBLEMS_KEPT]
            ),
        )
        self.uploads.save_refusal(refusal, raw)
        return refusal


def _read_envelope(body: str) -> SubmissionEnvelope:
    content = _parse_json(body)
    if not isinstance(content, dict):
        raise InvalidInput.create_for_field("message", "should be a JSON object")
    try:
        return SubmissionEnvelope.model_validate(content)
    except ValidationError as error:
        raise InvalidInput([*list_problems(error)]) from error


def _parse_json(body: str) -> object:
    try:
        content: object = json.loads(body)
    except json.JSONDecodeError as error:
        reason = f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        raise InvalidInput.create_for_field("message", reason) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput.create_for_field(
            "message", "is JSON nested too deep, or with too long a number"
        ) from error
    return content


def _read_sender(body: str) -> tuple[str, str]:
    """What can be told of who sent a message that is wrong; empty where nothing can."""
    try:
        content = _parse_json(body)
    except InvalidInput:
        return "", ""
    given = content if isinstance(content, dict) else {}
    source, external_id = (given.get(name) for name in ("source", "external_id"))
    return _clean_text(source), _clean_text(external_id)


def _clean_text(value: object) -> str:
    known = isinstance(value, str) and len(value) <= MAX_NAME_LENGTH and value.isascii()
    return str(value).strip() if known and str(value).isprintable() else ""
