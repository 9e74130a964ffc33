"""Officials of articles to persons. Runs again at any time; new namings touch only what stands near them.

First every new official is put under a profile (what is printed alike), then profiles are compared with those of their
blocks, and whatever hangs together by an edge is grouped anew as a whole: so the outcome is the same as if all had come
at once. Each step is a transaction of its own, and a killed run goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.persons import NewDoubt, NewNaming, StoredProfile, WaitingOfficial
from pipelines.person_offices import persons_of_groups
from resolve.person_data import evidence
from resolve.person_decisions import Decision, bonds, taken_out
from resolve.person_names import count_level, name_key, word_counts
from resolve.person_profiles import Anchor, Naming, Profile, block_keys
from resolve.person_scores import Score, score_profiles
from resolve.persons import Edge, group_profiles
from storage.engine import writing
from storage.person_decisions import active_decisions
from storage.person_groups import save_persons
from storage.person_register import (
    register,
    reviewed_officials,
    unlink,
    unlink_removed,
    waiting_officials,
)
from storage.persons import (
    anchored_profiles,
    forget_empty_persons,
    hold_persons,
    mark_waiting,
    name_keys,
    name_levels,
    profiles,
    profiles_near,
    profiles_of,
    refresh_profiles,
    replace_levels,
    unused_profiles,
    waiting_profiles,
)

_OFFICIALS, _PROFILES, _SEEDS = 2_000, 500, 200
"""Rows of one transaction."""


@dataclass
class PersonCounts:
    """What one resolving did."""

    officials: int = 0
    """Officials of articles that got a person."""
    profiles: int = 0
    """Profiles looked at."""
    persons: int = 0
    """Persons written."""
    doubtful: int = 0
    """Pairs among them for somebody to decide."""


def resolve_persons(engine: Engine, on_article: Callable[[int], None] = lambda _: None) -> PersonCounts:
    """Gives every official of a current text a person; `on_article` is told the article of each.

    Agencies are resolved before, or offices lack their organization until an article about them comes again.
    """
    counts = PersonCounts()
    _forget_outdated(engine)
    _register_all(engine, counts, on_article)
    with _alone(engine) as session:
        mark_waiting(session, unused_profiles(session))
    _refresh_all(engine)
    _update_levels(engine)
    while True:
        with _alone(engine) as session:
            seeds = waiting_profiles(session, _SEEDS)
            if not seeds:
                forget_empty_persons(session)
                return counts
            _resolve_around(session, seeds, counts)


@contextmanager
def _alone(engine: Engine) -> Iterator[Session]:
    """A transaction in which nobody else resolves: a person may decide something while the weekly job runs."""
    with writing(engine) as session:
        hold_persons(session)
        yield session


def _decisions(session: Session) -> list[Decision]:
    return [Decision(*row) for row in active_decisions(session)]


def _forget_outdated(engine: Engine) -> None:
    """Links of articles taken down, and of officials whom a review changed: they are no longer what they were."""
    with _alone(engine) as session:
        out = taken_out(_decisions(session))
        unlink_removed(session)
        changed = [
            (official.official_id, profile_id)
            for official, digest, is_rejected, profile_id in reviewed_officials(session)
            if is_rejected or _new_naming(official, out).digest != digest
        ]
        unlink(session, changed)


def _register_all(engine: Engine, counts: PersonCounts, on_article: Callable[[int], None]) -> None:
    after = 0
    while True:
        with _alone(engine) as session:
            officials = waiting_officials(session, after, _OFFICIALS)
            if not officials:
                return
            out = taken_out(_decisions(session))
            register(session, [_new_naming(official, out) for official in officials])
        after = officials[-1].official_id
        counts.officials += len(officials)
        for official in officials:
            on_article(official.article_id)


def _new_naming(official: WaitingOfficial, out: frozenset[Anchor]) -> NewNaming:
    naming = Naming(
        official.article_id, official.name, official.title, official.rank, official.agency, official.kind,
        official.place_code,
    )  # fmt: skip
    digest = naming.digest(apart=naming.anchor in out)
    keys = block_keys(Profile.of(0, naming, digest, None, None)).kept
    return NewNaming(official, name_key(official.name), digest, keys)


def _refresh_all(engine: Engine) -> None:
    after: int | None = 0
    while after is not None:
        with _alone(engine) as session:
            after = refresh_profiles(session, after, _PROFILES)


def _update_levels(engine: Engine) -> None:
    """A word that has become common, or rare, changes what is sure of all who have it."""
    with _alone(engine) as session:
        counted = {word: count_level(count) for word, count in word_counts(name_keys(session)).items()}
        levels, before = {word: level for word, level in counted.items() if level}, name_levels(session)
        if levels != before:
            words = levels.keys() | before.keys()
            changed = frozenset(word for word in words if levels.get(word) != before.get(word))
            replace_levels(session, levels, changed)


def _resolve_around(session: Session, seeds: Sequence[StoredProfile], counts: PersonCounts) -> None:
    decisions = _decisions(session)
    near = _Neighbourhood(session, decisions)
    near.spread(seeds)
    stored = [near.stored[profile_id] for profile_id in sorted(near.stored)]
    at = {profile.id: index for index, profile in enumerate(stored)}
    found = [near.profiles[profile.id] for profile in stored]
    edges: list[Edge] = [(at[one], at[other], score) for (one, other), score in near.edges.items()]
    decided = bonds(decisions, {anchor: at[p] for anchor, p in near.anchored.items() if p in at})
    resolution = group_profiles(found, edges, near.levels, decided)
    persons = persons_of_groups(stored, found, resolution)
    doubts = [NewDoubt(d.one, d.other, d.score.value, d.score.reasons) for d in resolution.doubts]
    save_persons(session, persons, doubts, stored)
    counts.profiles += len(stored)
    counts.persons += len(persons)
    counts.doubtful += len(doubts)


class _Neighbourhood:
    """Profiles that hang together with some: by edges, by decisions, and by the person they belong to now."""

    def __init__(self, session: Session, decisions: Sequence[Decision]) -> None:
        self.session = session
        self.levels = name_levels(session)
        anchors = [anchor for decision in decisions for anchor in (*decision.these, *decision.those)]
        self.anchored = anchored_profiles(session, anchors)
        self.partners: dict[int, set[int]] = {}
        for decision in decisions:
            bound = {self.anchored[a] for a in (*decision.these, *decision.those) if a in self.anchored}
            for profile_id in bound:
                self.partners.setdefault(profile_id, set()).update(bound)
        self.stored: dict[int, StoredProfile] = {}
        self.profiles: dict[int, Profile] = {}
        self.edges: dict[tuple[int, int], Score] = {}
        self._seen: dict[int, StoredProfile] = {}

    def spread(self, seeds: Sequence[StoredProfile]) -> None:
        """Adds the seeds and whatever hangs together with them."""
        front = list(seeds)
        while front:
            self._seen |= {profile.id: profile for profile in front}
            self.stored |= {profile.id: profile for profile in front}
            for profile in front:
                self.profiles.setdefault(profile.id, _profile(profile))
            reached = self._reached([profile.id for profile in front])
            reached |= {p for profile in front for p in self.partners.get(profile.id, ())}
            kin = profiles_of(self.session, {profile.person_id for profile in front})
            self._seen |= {profile.id: profile for profile in kin}
            reached |= {profile.id for profile in kin}
            self._fetch(reached)
            front = [self._seen[profile_id] for profile_id in sorted(reached - self.stored.keys())]

    def _reached(self, front: Sequence[int]) -> set[int]:
        """Profiles that an edge leads to from the front."""
        sought = {profile_id: block_keys(self.profiles[profile_id]).sought for profile_id in front}
        near = profiles_near(self.session, {key for keys in sought.values() for key in keys})
        self._fetch(near)
        by_key: dict[str, list[int]] = {}
        for profile_id in sorted(near):
            for key in block_keys(self.profiles[profile_id]).kept:
                by_key.setdefault(key, []).append(profile_id)
        reached = set()
        for one, keys in sought.items():
            for other in {other for key in keys for other in by_key.get(key, ())} - {one}:
                pair = (min(one, other), max(one, other))
                if pair not in self.edges:
                    score = score_profiles(self.profiles[pair[0]], self.profiles[pair[1]], self.levels)
                    if score.value < evidence().doubtful:
                        continue
                    self.edges[pair] = score
                reached.add(other)
        return reached

    def _fetch(self, profile_ids: set[int]) -> None:
        for stored in profiles(self.session, profile_ids - self._seen.keys()):
            self._seen[stored.id] = stored
        for profile_id in profile_ids - self.profiles.keys():
            self.profiles[profile_id] = _profile(self._seen[profile_id])


def _profile(stored: StoredProfile) -> Profile:
    naming = Naming(0, stored.name, stored.title, stored.rank, stored.agency, stored.kind, stored.place_code)
    return Profile.of(stored.id, naming, stored.digest, stored.first_seen_on, stored.last_seen_on)
