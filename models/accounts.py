"""Accounts of the desk."""

from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person may do."""

    VIEWER = "viewer"
    """Reads what everybody may read, and saves searches."""
    REVIEWER = "reviewer"
    """Also sees what is not published, and decides on facts."""
    ADMIN = "admin"
    """Also manages accounts."""
