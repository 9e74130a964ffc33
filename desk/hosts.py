"""Names that the desk answers to: a site that lets its own name point at our address must not read our pages."""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.api.problems import refused


class KnownHosts:
    """Refuses requests for other names. IP addresses pass: rebinding needs a name."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self._names = {"localhost", *(name.lower().rstrip(".") for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on where its name is ours."""
        if scope["type"] == "http" and not self._is_ours(Headers(scope=scope).get("host", "")):
            sentence = "This desk does not answer to that name; pantau serve --allow-host NAME makes it."
            await refused(scope, 421, sentence)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
            return name.rstrip(".") in self._names or bool(ip_address(name))
        except ValueError:
            return False
