"""MiniStack's own entry point, mended where it is not yet like AWS. Run by the emulator's Python.

What is changed here is private to MiniStack 1.5.33; a newer version may need none of it.
"""

import asyncio.constants
import json
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

import ministack.app  # type: ignore[import-not-found]
from ministack.core import iam_actions, tls  # type: ignore[import-not-found]
from ministack.services import apigateway, dynamodb, ses_v2  # type: ignore[import-not-found]

# Before it saves its state, the server waits this long for each client's goodbye; a client that
# is idle never says it.
TLS_GOODBYE_SECONDS = 0.2
SEND_EMAIL_PATH = "/v2/email/outbound-emails"

KEY_CONDITION = "KeyConditionExpression"

type Item = Mapping[str, Any]

checked: dict[str, Any] = {}
plain_evaluate_condition = dynamodb._evaluate_condition  # noqa: SLF001
plain_jwks_url = apigateway._resolve_jwks_url  # noqa: SLF001
plain_iam_action = iam_actions.extract_iam_action
plain_resource_arn = iam_actions.extract_resource_arn


async def _jwks_url(authorizer: Mapping[str, object]) -> str | None:
    """Where the JWT authorizer finds its keys: MiniStack looks at itself, but over plain HTTP."""
    url: str | None = await plain_jwks_url(authorizer)
    return url.replace("http://", "https://", 1) if url else None


def _iam_action(service: str, *request: object) -> str | None:
    """AWS knows no batch actions of SQS: who may sqs:SendMessage may send a batch."""
    action: str | None = plain_iam_action(service, *request)
    return action.removesuffix("Batch") if action and service == "sqs" else action


def _resource_arn(service: str, method: str, path: str, *request: Any) -> str:
    """AWS checks ses:SendEmail on the sender's identity, MiniStack on `*`."""
    if service == "ses" and path.rstrip("/") == SEND_EMAIL_PATH:
        _headers, body, _query, region, account = request
        return f"arn:aws:ses:{region}:{account}:identity/{_sender_identity(body)}"
    resource: str = plain_resource_arn(service, method, path, *request)
    return resource


def _sender_identity(body: bytes) -> str:
    """The verified address that sends, or its domain where the address has no identity."""
    _, address = parseaddr(json.loads(body).get("FromEmailAddress", ""))
    known = address in ses_v2._identities  # noqa: SLF001
    return address if known else address.rpartition("@")[2]


def _evaluate_condition(
    condition: str, item: Item, values: Item, names: Item, slot: str = "ConditionExpression"
) -> bool:
    """MiniStack checks a query's condition anew for every item that it looks at."""
    if slot != KEY_CONDITION or "BETWEEN" in condition.upper():
        return bool(plain_evaluate_condition(condition, item, values, names, slot))
    if condition not in checked:
        met = bool(plain_evaluate_condition(condition, item, values, names, slot))
        checked[condition] = dynamodb._tokenize(condition)  # noqa: SLF001
        return met
    evaluator = dynamodb._ExprEval(checked[condition], item, values, names)  # noqa: SLF001
    return bool(evaluator.evaluate())


def _never(*_address: object) -> bool:
    return False


def main() -> None:
    """Serves until it is stopped."""
    iam_actions.extract_iam_action = _iam_action
    iam_actions.extract_resource_arn = _resource_arn
    dynamodb._evaluate_condition = _evaluate_condition  # noqa: SLF001
    if tls.use_ssl_enabled():
        asyncio.constants.SSL_SHUTDOWN_TIMEOUT = TLS_GOODBYE_SECONDS
        apigateway._resolve_jwks_url = _jwks_url  # noqa: SLF001
        # It would listen on port 443 too, where two emulators would meet.
        ministack.app._port_is_bindable = _never  # noqa: SLF001
    ministack.app.main()


if __name__ == "__main__":
    main()
