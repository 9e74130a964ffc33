"""An article as the key of a cache: `lru_cache` asks what was found in this very article."""

from models.annotation import AnnotatedArticle


class SameArticle:
    """An article as a key of its own: to hash all its tokens would cost as much as to read them."""

    __slots__ = ("annotated",)

    def __init__(self, annotated: AnnotatedArticle) -> None:
        self.annotated = annotated

    def __hash__(self) -> int:
        return id(self.annotated)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameArticle) and other.annotated is self.annotated
