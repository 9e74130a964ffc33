"""Errors that a user can mend."""


class PantauError(Exception):
    """Bad input or circumstance: the message is one sentence naming the input, what is wrong and what to do.

    The command line prints it to stderr and exits with code 2.
    """


class NotAnArticle(PantauError):
    """A page or file that holds no article; inside a run it is recorded and skipped."""


class NoDocument(LookupError):
    """A document that is not stored (any more): another process may have found that it is to be forgotten."""

    def __init__(self, document_id: int) -> None:
        super().__init__(f"no document {document_id}")


class NoArticleText(NotAnArticle):
    """A page that shows no article where one should be: an error page that answers 200, or an empty frame."""


class AccessWall(NotAnArticle):
    """A page that shows a consent or robot check instead of its article."""


class RunInProgress(PantauError):
    """Another run writes to this database now; it tells of itself how it ends."""


class BusyError(PantauError):
    """The same, where nothing is wrong but the moment: others use what is needed, and it will be free again."""
