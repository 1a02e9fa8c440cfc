"""The product, as the recorder sees it. Everything here that names a thing of the product's may
have to change when the product's names do; no other file names any.
"""

import importlib.util
import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

# --- Where the product's code lies ------------------------------------------------------------
PATHS = ("src", ".build/model", ".")
HANDLER = "functions/{}/handler.py"

# --- Settings: environment variables and what they say ------------------------------------------
DESK_TABLE, CONTENT_TABLE, OPS_TABLE = "DeskTable", "ContentTable", "OpsTable"
SENDER = "desk@switchyard.example.com"


def build_settings(bucket: str, url: str) -> dict[str, str]:
    fed = [name for name in QUEUES if name not in (FILES, SUBMISSIONS)]
    return {
        "SWITCHYARD_STAGE": "test",
        "SWITCHYARD_DESK_TABLE": DESK_TABLE,
        "SWITCHYARD_CONTENT_TABLE": CONTENT_TABLE,
        "SWITCHYARD_OPS_TABLE": OPS_TABLE,
        "SWITCHYARD_BUCKET": bucket,
        "SWITCHYARD_EVENT_BUS": "bus",
        "SWITCHYARD_QUEUE_URLS": json.dumps({name: url + name for name in fed}),
        "SWITCHYARD_DEAD_LETTERS": url + DEAD_LETTERS,
        "SWITCHYARD_MAIL_FROM": SENDER,
        "SWITCHYARD_PUBLIC_URL": "https://desk.example.com",
        "POWERTOOLS_TRACE_DISABLED": "true",
        "POWERTOOLS_METRICS_NAMESPACE": "golden",
        "LOG_LEVEL": "ERROR",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


# --- Queues in the order in which they are looked at: who consumes, and how many at once ---------
FILES, SUBMISSIONS, DEAD_LETTERS = "files", "submissions", "publish-dlq"
QUEUES = {
    FILES: ("ingest", 1),
    SUBMISSIONS: ("ingest", 10),
    "chunks": ("ingest", 1),
    "triage": ("triage", 10),
    "triage-bulk": ("triage", 10),
    "assignment": ("assign", 10),
    "assignment-bulk": ("assign", 10),
    "notification": ("notify", 10),
    "notification-bulk": ("notify", 10),
    "learning": ("learn", 10),
}
API, PUBLISH, SWEEP = "api", "publish", "sweep"
STREAMED = DESK_TABLE

# --- Tables -------------------------------------------------------------------------------------
_KEYS = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
_LISTS = {
    "by_department": ("in_department", "created", "ALL"),
    "by_department_status": ("department_status", "created", "ALL"),
    "by_assignee": ("assigned_to", "created", "ALL"),
    "by_requester": ("requester_id", "created", "ALL"),
    "listing": ("listing", "listing_key", "ALL"),
    "waiting": ("waiting_in", "waiting_rank", "KEYS_ONLY"),
    "due": ("due_shard", "due_at", "KEYS_ONLY"),
}


def build_table_schemas() -> dict[str, dict[str, Any]]:
    """By name, as CreateTable asks for them."""
    parts = {part for first, second, _ in _LISTS.values() for part in (first, second)}
    lists = [
        _build_index(name, first, second, projection)
        for name, (first, second, projection) in _LISTS.items()
    ]
    changes = [_build_index("changes", "pk", "changed_at", "ALL")]
    return {
        DESK_TABLE: {
            "KeySchema": _KEYS,
            "AttributeDefinitions": _build_attributes(*sorted(parts)),
            "GlobalSecondaryIndexes": lists,
            "StreamSpecification": {
                "StreamEnabled": True,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        },
        CONTENT_TABLE: {
            "KeySchema": _KEYS,
            "AttributeDefinitions": [
                *_build_attributes(),
                {"AttributeName": "changed_at", "AttributeType": "N"},
            ],
            "LocalSecondaryIndexes": changes,
        },
        OPS_TABLE: {"KeySchema": _KEYS, "AttributeDefinitions": _build_attributes()},
    }


def _build_attributes(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", *names)]


def _build_index(name: str, first: str, second: str, projection: str) -> dict[str, Any]:
    schema = [
        {"AttributeName": first, "KeyType": "HASH"},
        {"AttributeName": second, "KeyType": "RANGE"},
    ]
    return {
        "IndexName": name,
        "KeySchema": schema,
        "Projection": {"ProjectionType": projection},
    }


def find_changed_ticket(keys: Mapping[str, Any]) -> str:
    """The ticket that a stream record is of, or empty."""
    pk, sk = keys["pk"]["S"], keys["sk"]["S"]
    return pk.removeprefix("TICKET#") if sk == "TICKET" else ""


def find_changed_load(keys: Mapping[str, Any], image: Mapping[str, Any]) -> tuple[str, int] | None:
    """The employee that a stream record is of, and what they carry after it."""
    kind, _, employee = keys["pk"]["S"].partition("#")
    if kind != "EMPLOYEE" or keys["sk"]["S"] != "EMPLOYEE":
        return None
    return employee, int(image.get("load", {"N": "0"})["N"])


# --- The product itself -------------------------------------------------------------------------
def load_handlers(tree: Path, now: Callable[[], datetime]) -> Callable[[str], Any]:
    """The handlers by function, over the settings in the environment, with this clock."""
    sys.path[:0] = [str(tree / path) for path in PATHS]
    from switchyard import bootstrap

    for module in (bootstrap, bootstrap.external):
        module.read_utc_clock = now  # type: ignore[attr-defined]
    loaded: dict[str, Any] = {}

    def get_handler(function: str) -> Any:
        if function not in loaded:
            loaded[function] = _load_handler(tree / HANDLER.format(function), function)
        return loaded[function].handler

    return get_handler


def _load_handler(file: Path, function: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"golden_{function}_handler", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- Channels: what a sender sends --------------------------------------------------------------
CHANNEL = "channel"
HTTPS, SQS, FILE = "https", "sqs", "file"
SOURCE = "golden"


def split_tour_row(row: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """(channel, external id, ticket) of a line of a tour."""
    ticket = dict(row)
    return ticket.pop(CHANNEL), ticket.pop("external_id"), ticket


def build_envelope(external_id: str, ticket: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "schema_version": "1",
        "source": SOURCE,
        "external_id": external_id,
        "ticket": ticket,
    }


def build_file_line(external_id: str, ticket: Mapping[str, Any]) -> dict[str, Any]:
    return {"external_id": external_id, **ticket}


def build_request(
    method: str,
    path: str,
    email: str,
    group: str,
    body: object = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """An event of the HTTP API; `group` is empty for requesters."""
    claims = {"email": email, "email_verified": "true", "token_use": "id", "sub": email}
    if group:
        claims["cognito:groups"] = f"[{group}]"
    context: dict[str, Any] = {
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "golden",
        },
        "requestId": "golden",
        "stage": "$default",
        "timeEpoch": 1795251600000,
    }
    if email:
        context["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    is_text = isinstance(body, str)
    return {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": urlencode(query or {}),
        "headers": {
            "host": "desk.example.com",
            "content-type": "application/x-www-form-urlencoded" if is_text else "application/json",
            "authorization": "Bearer x",
            **(headers or {}),
        },
        "requestContext": context,
        "isBase64Encoded": False,
        "body": body if is_text else None if body is None else json.dumps(body),
    }


# --- What the API answers with ------------------------------------------------------------------
def read_status(view: Mapping[str, Any]) -> str:
    return str(view["status"])


def read_assignee(view: Mapping[str, Any]) -> str:
    return str(view["assignee"])


def read_requester(view: Mapping[str, Any]) -> str:
    return str(view["requester"])


def read_department(view: Mapping[str, Any]) -> str:
    decision = view["department"]
    return str(decision["value"]) if decision else ""


def is_incident(view: Mapping[str, Any]) -> bool:
    return bool(view["incident"])


HISTORY, HISTORY_VERSION = "history", "version"
REPORTS = "reports/"
ACKNOWLEDGE_LINK = r"^I have it: https?://\S+\?token=(\S+)"
CSV_NAMES = {"employee_id": "employee_id", "email": "email", "departments": "departments"}


def set_environment(bucket: str, url: str) -> None:
    for name in [name for name in os.environ if name.startswith("SWITCHYARD_")]:
        del os.environ[name]
    os.environ.update(build_settings(bucket, url))
