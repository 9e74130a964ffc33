"""Forms that only our own pages can send: `csrf_field()` in a form, `SentForm` in the endpoint that takes it."""

import hmac
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.datastructures import FormData

from desk.navigation import marked

FIELD = "csrf"
_MOST_FIELDS = 200
_FORGED = marked(
    "Formulir ini tidak dikirim dari halaman kami, atau terlalu lama terbuka. Muat ulang halamannya."
)


async def sent_form(request: Request) -> FormData:
    """The fields of a form that one of our pages sent for this reader; 403 for any other."""
    _refuse_other_sites(request)
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    sent, expected = form.get(FIELD), form_token(request)
    if (
        expected is None
        or not isinstance(sent, str)
        or not hmac.compare_digest(sent.encode(), expected.encode())
    ):
        raise HTTPException(403, _FORGED)
    return form


SentForm = Annotated[FormData, Depends(sent_form)]
"""Every POST endpoint takes this parameter, or its router has `dependencies=[Depends(sent_form)]`."""


def form_token(request: Request) -> str | None:
    """What proves that a form was made for this reader; null for a reader without a session or a form cookie."""
    key: str | None = getattr(request.state, "form_key", None)
    return None if key is None else hmac.new(key.encode(), b"form", sha256).hexdigest()


@pass_context
def csrf_field(context: Context) -> Markup:
    """The hidden field that every form with `method="post"` contains."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(
        FIELD, form_token(context["request"]) or ""
    )


def field(form: FormData, name: str, longest: int) -> str:
    """A text of a form, empty where it is missing; 400 where it is longer than `longest` characters."""
    value = form.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise HTTPException(400, f"{name}: {longest} max")
    return value


def _refuse_other_sites(request: Request) -> None:
    """The scheme is not compared: behind a proxy that ends TLS we may not know it."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise HTTPException(403, _FORGED)
