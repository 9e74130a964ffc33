"""Who asks: what a reader may see and do."""

from dataclasses import dataclass

from fastapi import Request

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
