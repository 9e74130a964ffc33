"""Indonesian or English: which one a request wants, and the words of each.

Indonesian is written in the code and the templates; `locale/en/*.po`, one catalogue for each part of the desk, has the
English. The catalogues are read as they are, so nothing has to be compiled.
"""

from pathlib import Path

from babel.support import NullTranslations
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publish.language import Language
from publish.language import translations as published_translations

__all__ = ["LOCALE", "ChosenLanguage", "Language", "language_of", "translations"]

LOCALE = Path(__file__).parent / "locale"
_COOKIE, _PARAMETER, _YEAR = "language", "lang", 365 * 24 * 3600


def translations(language: Language) -> NullTranslations:
    """All catalogues of a language as one: those of the desk, and those of what it publishes."""
    return published_translations(language, LOCALE)


def language_of(request: Request) -> Language:
    """The language that the request was found to want."""
    language: Language = request.state.language
    return language


class ChosenLanguage:
    """Puts the language into `request.state.language`: `?lang=` of the address, else the cookie, else Indonesian.

    An address with `?lang=` sets the cookie, so that the choice stays.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with its language."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        asked = _known(request.query_params.get(_PARAMETER))
        language = asked or _known(request.cookies.get(_COOKIE)) or Language.INDONESIAN
        scope.setdefault("state", {})["language"] = language

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.append("Vary", "Cookie")
                if asked is not None:
                    cookie = f"{_COOKIE}={asked}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly"
                    headers.append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, with_cookie)


def _known(code: str | None) -> Language | None:
    return Language(code) if code in set(Language) else None
