"""A request of the web app, and an invocation of a function, as the platform makes them."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]


def post(app: Any, path: str, body: object, email: str) -> Answer:
    """As somebody whose ID token was checked at the channel."""
    return asyncio.run(_post(app, _make_scope(path, email), json.dumps(body).encode()))


def invoke(handler: Callable[[Any, Any], Any], body: str) -> None:
    """Hands one message to a function's handler. Raises RuntimeError where it fails."""
    answer = handler(_make_event(body), Context())
    if answer["batchItemFailures"]:
        raise RuntimeError("the handler failed")


@dataclass
class Context:
    """What Powertools reads of an invocation."""

    function_name: str = "structure"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:structure"
    aws_request_id: str = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def _make_event(body: str) -> dict[str, object]:
    record = {
        "messageId": "m0",
        "receiptHandle": "r",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:queue",
        "awsRegion": "eu-west-1",
    }
    return {"Records": [record]}


async def _post(app: Any, scope: dict[str, Any], body: bytes) -> Answer:
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    await app(scope, receive, send)
    start, *parts = messages
    content = b"".join(part.get("body", b"") for part in parts)
    return Answer(start["status"], json.loads(content))


def _make_scope(path: str, email: str) -> dict[str, Any]:
    claims = {"email": email, "email_verified": "true", "token_use": "id"}
    context = {"authorizer": {"jwt": {"claims": claims, "scopes": None}}}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"api.example.com"), (b"content-type", b"application/json")],
        "client": ("192.0.2.1", 0),
        "server": ("api.example.com", 443),
        "aws.event": {"requestContext": context},
    }
