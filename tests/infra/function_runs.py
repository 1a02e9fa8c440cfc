"""Every function, run once over stand-ins in the environment that the template gives it.

The stand-ins bring every outcome, so that a function counts and logs all that it ever does.
"""

import importlib.util
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from aws_lambda_powertools import Logger

import switchyard
from local.paths import REPOSITORY
from switchyard.domain.due_step import SweepReport
from switchyard.domain.errors import Unavailable
from switchyard.domain.mail import MailState
from switchyard.domain.triage import TriageOutcome
from switchyard.domain.upload import RefusedSubmission
from switchyard.ml.embedding import loading
from switchyard.ml.language_model.asking import AskVerdict as CloseCallVerdict
from switchyard.usecases.assignment.service import AssignmentRun
from switchyard.usecases.incidents.follow_parent import FollowRun
from switchyard.usecases.learning.service import LearningVerdict
from switchyard.usecases.outbox.service import ForwardedCounts
from tests.desks import NOW
from tests.fixtures.functions import Context, Event, read_sample
from tests.integration.entrypoints.http.channel import make_http_event

FAILURE = Unavailable("no table")
CLOSE_CALLS = {"T-1": CloseCallVerdict.ANSWERED, "T-2": CloseCallVerdict.NONSENSE}
BAD_NUDGE = {"Records": [{"messageId": "m0", "body": "not JSON", "eventSource": "aws:sqs"}]}


class EmittedMetric(NamedTuple):
    namespace: str
    service: str
    name: str


@dataclass(frozen=True)
class FunctionRun:
    """What a function printed."""

    metrics: frozenset[EmittedMetric]
    lines: Sequence[Mapping[str, object]]

    @property
    def fields(self) -> set[str]:
        return {field for line in self.lines for field in line}

    @property
    def messages(self) -> set[object]:
        return {line["message"] for line in self.lines}


def run_function(name: str, environment: Mapping[str, str]) -> FunctionRun:
    """Loads the function's own handler and gives it every event of EVENTS."""
    printed = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        for variable, value in environment.items():
            patch.setenv(variable, value)
        patch.setattr(switchyard, "bootstrap", SimpleNamespace(**BUSY_USE_CASES), raising=False)
        patch.setattr(loading, "start_loading", lambda: None)
        handler = _load_handler(name)
        # An earlier test may have made the function's logger, with a stream of its own.
        patch.setattr(Logger(service=name).registered_handler, "stream", printed)
        for event in EVENTS[name]:
            # A sweep in which a step failed raises at its end.
            with suppress(Exception):
                handler(event, Context(name))
    return _read_printed([json.loads(line) for line in printed.getvalue().splitlines()])


def _load_handler(name: str) -> Callable[[Event, Context], object]:
    file = REPOSITORY / "functions" / name / "handler.py"
    spec = importlib.util.spec_from_file_location(f"observed_{name}_handler", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    handler: Callable[[Event, Context], object] = module.handler
    return handler


def _read_printed(lines: Sequence[Mapping[str, Any]]) -> FunctionRun:
    """A line with `_aws` is a record of metrics, any other is a log line."""
    metrics = {
        EmittedMetric(directive["Namespace"], line["service"], metric["Name"])
        for line in lines
        if "_aws" in line
        for directive in line["_aws"]["CloudWatchMetrics"]
        if directive["Dimensions"] == [["service"]]
        for metric in directive["Metrics"]
    }
    return FunctionRun(frozenset(metrics), [line for line in lines if "_aws" not in line])


def _answer_always(answer: object) -> Callable[..., Any]:
    return lambda *_: answer


def _make_use_case(**methods: object) -> Callable[[], SimpleNamespace]:
    """A use case as `bootstrap` makes it; each of its methods always answers the same."""
    answers = {name: _answer_always(answer) for name, answer in methods.items()}
    return _answer_always(SimpleNamespace(**answers))


def _make_triage(outcome: TriageOutcome) -> Any:
    decision = SimpleNamespace(value="cards", confidence=0.9)
    return SimpleNamespace(outcome=outcome, category=decision, department=decision)


def _make_mail(state: MailState, attempts: int) -> Any:
    return SimpleNamespace(
        ticket_id="T-1", mail_id="assigned-1", state=state, attempts=attempts, note=""
    )


def _make_record(**fields: object) -> Any:
    return SimpleNamespace(model_dump=lambda **_: fields, **fields)


def _fail_for_e_2(employee_id: str) -> list[str]:
    if employee_id == "E-2":
        raise FAILURE
    return ["T-7"]


def _receive(body: str, *_: object) -> object:
    """A submission that holds no JSON is refused."""
    try:
        json.loads(body)
    except ValueError:
        return RefusedSubmission(refusal_id="R-1", message_id="m0", at=NOW, problems=())
    return SimpleNamespace(ticket_id="T-1", channel="sqs")


async def _answer_status(
    scope: Mapping[str, Any], _: object, send: Callable[[Mapping[str, object]], Awaitable[None]]
) -> None:
    """The end of the path is the status of the answer."""
    status = int(scope["path"].rpartition("/")[2])
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


BUSY_USE_CASES: Mapping[str, Callable[..., Any]] = {
    "make_web_app": _answer_always(_answer_status),
    "make_file_intake": _make_use_case(
        receive_file=SimpleNamespace(upload_id="U-1", kind="tickets", state="reading"),
        read_chunk=SimpleNamespace(upload_id="U-1", number=1, accepted=2, refused=1),
        finish_upload=SimpleNamespace(upload_id="U-1", state="done"),
    ),
    "make_submissions": _answer_always(
        SimpleNamespace(make_intake=_answer_always(None), receive_message=_receive)
    ),
    "make_publish": _make_use_case(forward_records=ForwardedCounts(nudges=1, events=1, buried=1)),
    "make_triage": _make_use_case(
        triage_tickets=SimpleNamespace(
            decided={
                "T-1": _make_triage(TriageOutcome.ROUTED),
                "T-2": _make_triage(TriageOutcome.MANUAL_REVIEW),
            },
            failed={"T-3": FAILURE},
            close_calls=CLOSE_CALLS,
        )
    ),
    "make_parent_follow": _make_use_case(
        follow_parents=FollowRun(joined=1, finished=1, failed={"T-9": FAILURE})
    ),
    "make_assignment": _make_use_case(
        assign_tickets=AssignmentRun({"T-1": "E-1"}, ["T-2"], {"T-3": FAILURE}, {"cards": FAILURE})
    ),
    "make_handover": _answer_always(SimpleNamespace(hand_over_tickets=_fail_for_e_2)),
    "make_notifications": _make_use_case(
        send_mails=SimpleNamespace(
            ended=[_make_mail(MailState.SENT, 2), _make_mail(MailState.FAILED, 1)],
            failed={("T-2", "assigned-1"): FAILURE},
        )
    ),
    "make_index": _make_use_case(update_index=3),
    "make_classifier_learning": _make_use_case(
        learn_classifier=SimpleNamespace(
            verdict=LearningVerdict.SERVED, card=_make_record(version="H-1")
        )
    ),
    "make_drift": _make_use_case(measure_week=[_make_record(worst=0.2)]),
    "make_proposal_application": _make_use_case(apply_proposals=[]),
    "make_proposal_finding": _make_use_case(find_proposals=[]),
    "make_sweep": _make_use_case(
        sweep_due_steps=SweepReport(
            put_back=["T-1"],
            given_up=["T-2"],
            failed={"T-3": FAILURE},
            waiting_times={"T-4": timedelta(hours=5)},
            due_soon=["T-5"],
            breached=["T-6"],
            taken_back=["T-7"],
        )
    ),
}


def _make_handovers(*employee_ids: str) -> Event:
    event = read_sample("assign", "handover")
    [record] = event["Records"]
    bodies = [json.loads(record["body"]) | {"employee": employee} for employee in employee_ids]
    return {"Records": [record | {"body": json.dumps(body)} for body in bodies]}


EVENTS: Mapping[str, Sequence[Event]] = {
    "api": [
        make_http_event("GET", f"/tickets/T-1/{status}", None, None, {})
        for status in (200, 303, 404, 503)
    ],
    "ingest": [
        read_sample("ingest", name)
        for name in (
            "file-roster",
            "chunks",
            "upload-finished",
            "submissions",
            "submission-not-json",
        )
    ],
    "publish": [read_sample("publish", "ticket-on-its-way")],
    "triage": [BAD_NUDGE, read_sample("triage", "live"), read_sample("triage", "parent")],
    "assign": [BAD_NUDGE, read_sample("assign", "ticket"), _make_handovers("E-1", "E-2")],
    "notify": [BAD_NUDGE, read_sample("notify", "mail")],
    "index": [read_sample("index", "precedent")],
    "learn": [read_sample("learn", "daily")],
    "sweep": [read_sample("sweep", "schedule")],
}
