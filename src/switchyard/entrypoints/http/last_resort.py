"""The outermost part of the app: headers for every answer, and an answer to every failure."""

import logging
from traceback import format_tb

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from switchyard.entrypoints.http.problems import build_problem

log = logging.getLogger("switchyard")
_SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
}
_NO_STORE_HEADERS = {"cache-control": "no-store"}


class ResponseGuard:
    """Answers are kept by nobody, unless they say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**_NO_STORE_HEADERS, **_SECURITY_HEADERS}.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        except Exception as error:
            # The error's own words may hold a ticket's: its type and place must do.
            log.error(  # noqa: TRY400
                "%s in %s", type(error).__name__, "".join(format_tb(error.__traceback__))
            )
            detail = "nothing was lost: try again, and tell the desk's admin if it stays so"
            await build_problem("internal", detail)(scope, receive, send_safely)
