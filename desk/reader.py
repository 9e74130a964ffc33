"""Who asks: what a reader may see and do."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request

from desk.navigation import marked
from models.accounts import Role


@dataclass(frozen=True, slots=True)
class Reader:
    """The person behind a request; without a name, anybody."""

    name: str | None = None
    role: Role | None = None

    @property
    def sees_private(self) -> bool:
        """Whether what a release may not show is shown: only to those who review it."""
        return self.role in {Role.REVIEWER, Role.ADMIN}

    @property
    def may_review(self) -> bool:
        """Whether decisions of this reader are written."""
        return self.role in {Role.REVIEWER, Role.ADMIN}


ANYBODY = Reader()


def reader_of(request: Request) -> Reader:
    """The reader of a request: anybody, until somebody signed in."""
    found: Reader = getattr(request.state, "reader", ANYBODY)
    return found


def reviewer_of(request: Request) -> Reader:
    """The reader of a request that only reviewers may make; others are refused, or led to sign in."""
    reader = reader_of(request)
    if reader.may_review:
        return reader
    if reader.name is None and request.method == "GET":
        here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        raise HTTPException(303, headers={"Location": f"/login?next={quote(here, safe='/')}"})
    raise HTTPException(403, marked("Untuk ini Anda perlu masuk dengan akun yang boleh meninjau."))


Reviewer = Annotated[Reader, Depends(reviewer_of)]
"""A parameter of endpoints that are for reviewers."""
