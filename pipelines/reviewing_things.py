"""What people decide about things that many articles tell of, by the numbers that tables print."""

from collections.abc import Sequence

from sqlalchemy import Engine

from models.errors import PantauError
from models.vocabulary import SubjectKind
from pipelines.resolving_stories import merge_stories, split_story
from pipelines.reviewing_persons import merge_persons, split_person
from storage.engine import reading
from storage.organization_reviews import merge_organizations, split_organization
from storage.person_decisions import anchors_of
from storage.registers import list_organizations
from storage.story_lists import story_detail

THINGS = (SubjectKind.PERSON, SubjectKind.ORGANIZATION, SubjectKind.STORY)
"""What can be merged and split."""
_LONGEST_NAME = 300


def merge_things(
    engine: Engine, kind: SubjectKind, one: int, other: int, *, reviewer: str, comment: str | None = None
) -> int:
    """Decides that two persons, organizations or stories are one, until it is undone; the number of the review.

    Raises PantauError for a number that is not known, for the same one twice, and for a kind that cannot be merged.
    """
    _refuse_other_kinds(kind)
    if one == other:
        raise PantauError(f"{kind.value} {one} was given twice; give two of them")
    if kind is SubjectKind.PERSON:
        return merge_persons(engine, one, other, reviewer=reviewer, comment=comment)
    if kind is SubjectKind.ORGANIZATION:
        keys = [_organization_key(engine, number) for number in (one, other)]
        return merge_organizations(engine, *keys, reviewer=reviewer, comment=comment)
    leads = [_articles_of_story(engine, number)[0] for number in (one, other)]
    return merge_stories(engine, *leads, reviewer=reviewer, comment=comment)


def split_thing(
    engine: Engine,
    kind: SubjectKind,
    number: int,
    article_ids: Sequence[int],
    *,
    reviewer: str,
    comment: str | None = None,
    name: str | None = None,
) -> list[int]:
    """Decides that what these articles name or tell is another person, organization or story; numbers of the reviews.

    `name` is what the new organization is called; it needs one. Raises PantauError for a number that is not known, an
    article that does not belong to the thing, and where nothing would be left.
    """
    _refuse_other_kinds(kind)
    if (name is None) == (kind is SubjectKind.ORGANIZATION):
        raise PantauError(
            "an organization that is split off needs a name (--name), and nothing else takes one"
        )
    if kind is SubjectKind.ORGANIZATION:
        called = (name or "").strip()
        if not 0 < len(called) <= _LONGEST_NAME:
            raise PantauError(
                f"the name of an organization has 1 to {_LONGEST_NAME} characters, not {len(called)}"
            )
        key = _organization_key(engine, number)
        return [
            split_organization(
                engine, key, article_ids=article_ids, name=called, reviewer=reviewer, comment=comment
            )
        ]
    if kind is SubjectKind.PERSON:
        anchors = _namings(engine, number, article_ids)
        return [split_person(engine, number, anchors, reviewer=reviewer, comment=comment)]
    return _split_story(engine, number, article_ids, reviewer, comment)


def _split_story(
    engine: Engine, number: int, article_ids: Sequence[int], reviewer: str, comment: str | None
) -> list[int]:
    known = _articles_of_story(engine, number)
    strange = sorted(set(article_ids) - set(known))
    if strange:
        raise PantauError(
            f"article {strange[0]} does not tell story {number}; `pantau stories {number}` lists its copies"
        )
    left = [article_id for article_id in known if article_id not in article_ids]
    if not left:
        raise PantauError(f"story {number} has {len(known)} articles and all are named; name some, not all")
    return [
        split_story(engine, left[0], article_id, reviewer=reviewer, comment=comment)
        for article_id in article_ids
    ]


def _namings(engine: Engine, person_id: int, article_ids: Sequence[int]) -> list[tuple[int, str]]:
    with reading(engine) as session:
        known = anchors_of(session, person_id)
    strange = sorted(set(article_ids) - {article_id for article_id, _ in known})
    if strange:
        raise PantauError(
            f"article {strange[0]} does not name person {person_id}; `pantau officials {person_id}` lists the articles"
        )
    return [anchor for anchor in known if anchor[0] in article_ids]


def _organization_key(engine: Engine, number: int) -> str:
    with reading(engine) as session:
        found = list_organizations(session, number=number)
    if not found:
        raise PantauError(f"there is no agency {number}; `pantau agencies` lists them with their numbers")
    return found[0].key


def _articles_of_story(engine: Engine, number: int) -> list[int]:
    """Articles of a story, the lead first."""
    with reading(engine) as session:
        copies = story_detail(session, number)
    if not copies:
        raise PantauError(f"there is no story {number}; `pantau stories` lists the numbers")
    return [copy.article_id for copy in copies]


def _refuse_other_kinds(kind: SubjectKind) -> None:
    if kind not in THINGS:
        names = ", ".join(thing.value for thing in THINGS)
        raise PantauError(f"{kind.value} cannot be merged or split: name one of {names}")
