"""How much a request may bring: forms are small, and nothing is uploaded."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.api.problems import refused

MOST_BYTES = 256 * 1024
"""Of the body of a request."""


class _TooLarge(Exception):
    pass


class LimitedBody:
    """Answers 413 to a body that is larger, whether it says so or not, without reading it to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on as long as its body is small."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared[:20]) > MOST_BYTES:
            await _refuse(scope, receive, send)
            return
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                raise _TooLarge
            return message

        try:
            await self.app(scope, limited, send)
        except _TooLarge:
            await _refuse(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    await refused(scope, 413, f"At most {MOST_BYTES} bytes may be sent.")(scope, receive, send)
