"""MiniStack's own entry point, mended where it is not yet like AWS. Run by the emulator's Python.

What is changed here is private to MiniStack 1.5.33; a newer version may need none of it.
"""

import asyncio.constants
import hashlib
import json
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ministack.app  # type: ignore[import-not-found]
from ministack.core import iam_actions, lambda_runtime, tls  # type: ignore[import-not-found]
from ministack.services import apigateway, dynamodb, lambda_svc, ses_v2  # type: ignore[import-not-found]

# Before it saves its state, the server waits this long for each client's goodbye; a client that
# is idle never says it.
TLS_GOODBYE_SECONDS = 0.2
SEND_EMAIL_PATH = "/v2/email/outbound-emails"

# AWS looks four times a second; more often is sooner, and fewer records a run.
STREAM_SECONDS = 0.1
KEY_CONDITION = "KeyConditionExpression"

type Item = Mapping[str, Any]

checked: dict[str, Any] = {}
followed: set[str] = set()
thread = threading.local()
unpacking = threading.Lock()
plain_evaluate_condition = dynamodb._evaluate_condition  # noqa: SLF001
plain_jwks_url = apigateway._resolve_jwks_url  # noqa: SLF001
plain_iam_action = iam_actions.extract_iam_action
plain_iter_all_esms = lambda_svc._iter_all_esms  # noqa: SLF001
plain_poll_dynamodb_streams = lambda_svc._poll_dynamodb_streams  # noqa: SLF001
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


def _iter_all_esms() -> Iterator[tuple[str, str, Item]]:
    """A thread that follows one mapping sees no other."""
    only = getattr(thread, "mapping", None)
    for account, region, mapping in plain_iter_all_esms():
        if only in (None, mapping["UUID"]):
            yield account, region, mapping


def _poll_dynamodb_streams() -> bool:
    """AWS reads for each mapping apart; MiniStack for one after the other, so that each waits
    until the others' functions have run, and all queues with them.
    """
    for _account, _region, mapping in plain_iter_all_esms():
        known = mapping["UUID"]
        if known not in followed and ":dynamodb:" in mapping.get("EventSourceArn", ""):
            followed.add(known)
            threading.Thread(target=_follow, args=(known,), daemon=True).start()
    return False


def _follow(mapping: str) -> None:
    thread.mapping = mapping
    while True:
        try:
            plain_poll_dynamodb_streams()
        except Exception:
            lambda_svc.logger.exception("the stream of mapping %s was not read", mapping)
        time.sleep(STREAM_SECONDS)


class _SharedZip(zipfile.ZipFile):
    """MiniStack unpacks every layer anew for each worker of a function: seconds, and hundreds of
    megabytes. As on AWS, where layers are mounted, all workers have one.
    """

    def extractall(self, path: Any = None, *rest: Any) -> None:
        folder = Path(path)
        if not folder.name.startswith("layer_"):
            super().extractall(path, *rest)
            return
        contents = repr([(zip_info.filename, zip_info.CRC) for zip_info in self.infolist()])
        shared = folder.parents[1] / f"layer-{hashlib.sha256(contents.encode()).hexdigest()}"
        with unpacking:
            if shared.exists():
                folder.rmdir()
            else:
                super().extractall(path, *rest)
                folder.rename(shared)
        folder.symlink_to(shared)


def _return_false(*_address: object) -> bool:
    return False


def main() -> None:
    """Serves until it is stopped."""
    iam_actions.extract_iam_action = _iam_action
    iam_actions.extract_resource_arn = _resource_arn
    dynamodb._evaluate_condition = _evaluate_condition  # noqa: SLF001
    lambda_svc._iter_all_esms = _iter_all_esms  # noqa: SLF001
    lambda_svc._poll_dynamodb_streams = _poll_dynamodb_streams  # noqa: SLF001
    lambda_runtime.zipfile = SimpleNamespace(**(vars(zipfile) | {"ZipFile": _SharedZip}))
    if tls.use_ssl_enabled():
        asyncio.constants.SSL_SHUTDOWN_TIMEOUT = TLS_GOODBYE_SECONDS
        apigateway._resolve_jwks_url = _jwks_url  # noqa: SLF001
        # It would listen on port 443 too, where two emulators would meet.
        ministack.app._port_is_bindable = _return_false  # noqa: SLF001
    ministack.app.main()


if __name__ == "__main__":
    main()
