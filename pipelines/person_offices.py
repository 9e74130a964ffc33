"""Groups of profiles as persons: which id, which name, which offices from when to when."""

from collections import Counter
from collections.abc import Sequence

from models.persons import NewPerson, NewPosition, StoredProfile, Tie
from resolve.person_profiles import Profile
from resolve.person_scores import Score
from resolve.persons import ALONE, Resolution


def persons_of_groups(
    stored: Sequence[StoredProfile], found: Sequence[Profile], resolution: Resolution
) -> list[NewPerson]:
    """The groups as persons: each keeps the id that most of its articles have, the larger group choosing first."""
    weight = [sum(stored[index].article_count for index in group) for group in resolution.groups]
    order = sorted(range(len(weight)), key=lambda n: (-weight[n], stored[resolution.groups[n][0]].digest))
    ids: dict[int, int | None] = {}
    for number in order:
        votes: Counter[int] = Counter()
        for index in resolution.groups[number]:
            votes[stored[index].person_id] += stored[index].article_count
        free = [(-count, person_id) for person_id, count in votes.items() if person_id not in ids.values()]
        ids[number] = min(free)[1] if free else None
    return [
        _person(ids[number], _members(stored, found, resolution, group))
        for number, group in enumerate(resolution.groups)
    ]


_Member = tuple[StoredProfile, Profile, Score]


def _members(
    stored: Sequence[StoredProfile], found: Sequence[Profile], resolution: Resolution, group: Sequence[int]
) -> list[_Member]:
    is_alone = len(group) == 1 and stored[group[0]].article_count <= 1
    return [(stored[i], found[i], ALONE if is_alone else resolution.scores[i]) for i in group]


def _person(person_id: int | None, members: Sequence[_Member]) -> NewPerson:
    fullest = max(members, key=lambda member: (*_fullness(member), member[0].name))
    kinds = Counter(dict.fromkeys(sorted({stored.kind for stored, _, _ in members}, reverse=True), 0))
    for stored, _, _ in members:
        kinds[stored.kind] += stored.article_count
    offices: dict[tuple[object, ...], list[_Member]] = {}
    for member in members:
        office = member[1].office
        if office.post is not None or office.agency:
            key = (
                office.post,
                office.region,
                office.agency if office.post is None or not office.is_one else "",
            )
            offices.setdefault((*key, office.is_acting), []).append(member)
    return NewPerson(
        person_id=person_id,
        name=fullest[0].name,
        kind=max(kinds, key=lambda kind: (kinds[kind], kind)),
        ties=tuple(Tie(stored.id, score.value, score.reasons) for stored, _, score in members),
        positions=tuple(_position(office) for office in offices.values()),
    )


def _fullness(member: _Member) -> tuple[int, int, int]:
    words = member[1].names
    full = sum(len(word) > 1 for word in words)
    return full, full - len(words), member[0].article_count


def _position(members: Sequence[_Member]) -> NewPosition:
    """One office from the profiles that print it."""
    ranked = sorted(members, key=lambda m: (-m[0].article_count, m[0].digest))
    days = [day for stored, _, _ in members for day in (stored.first_seen_on, stored.last_seen_on) if day]
    office = ranked[0][1].office
    return NewPosition(
        title=next((stored.common_title for stored, _, _ in ranked if stored.common_title), None),
        post_key=office.post,
        organization_id=next(
            (s.organization_id for s, _, _ in ranked if s.organization_id is not None), None
        ),
        agency=next((stored.agency for stored, _, _ in ranked if stored.agency), None),
        region_code=office.region,
        is_acting=office.is_acting,
        first_seen_on=min(days, default=None),
        last_seen_on=max(days, default=None),
        article_count=sum(stored.article_count for stored, _, _ in members),
    )
