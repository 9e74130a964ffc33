"""Quality and time of resolving officials to persons, on a generated register and on annotated articles.

usage: persons.py [NAMINGS] [GOLD_DIR ...]

The register (bench/person_register.py) knows who is who. B-cubed precision and recall are averaged over namings; a
false merge is a pair of namings of two officials that were made one, as a share of all pairs made one. In annotated
articles everybody is another person, but for those who have the same name and post, as told by eye.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from person_register import Told, make_namings, make_register
from person_store import resolve_stored

from extract.regions.gazetteer import gazetteer
from models.vocabulary import OfficialKind
from resolve.person_names import count_level, word_counts
from resolve.person_profiles import Naming, Profile
from resolve.persons import Resolution, resolve_profiles

OFFICIALS, NAMINGS, SEED = 5_000, 40_000, 11


@dataclass(frozen=True)
class Quality:
    """How well namings were grouped."""

    precision: float
    recall: float
    false_merges: float
    doubts: int
    persons: int
    profiles: int

    @property
    def f1(self) -> float:
        """Harmonic mean of B-cubed precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def resolve_told(told: Sequence[Told]) -> tuple[list[int], Resolution, list[Profile]]:
    """Person of each naming, by number."""
    digests = [one.naming.digest() for one in told]
    days: defaultdict[str, list[date]] = defaultdict(list)
    for one, digest in zip(told, digests, strict=True):
        days[digest].append(one.day)
    first = {digest: one.naming for one, digest in zip(told, digests, strict=True)}
    profiles = [
        Profile.of(index, first[digest], digest, min(days[digest]), max(days[digest]))
        for index, digest in enumerate(sorted(first))
    ]
    counts = word_counts({profile.key for profile in profiles})
    levels = {word: count_level(count) for word, count in counts.items()}
    resolution = resolve_profiles(profiles, levels)
    person_of = {
        profiles[index].digest: number for number, group in enumerate(resolution.groups) for index in group
    }
    return [person_of[digest] for digest in digests], resolution, profiles


def measure(told: Sequence[Told]) -> Quality:
    """Resolves the namings and compares the persons with the register."""
    persons, resolution, profiles = resolve_told(told)
    precision, recall = b_cubed(persons, [one.holder for one in told])
    wrong = false_merges(persons, [one.holder for one in told])
    return Quality(precision, recall, wrong, len(resolution.doubts), len(resolution.groups), len(profiles))


def b_cubed(found: Sequence[int], true: Sequence[int]) -> tuple[float, float]:
    """Precision and recall averaged over items (Bagga and Baldwin 1998)."""
    both = Counter(zip(found, true, strict=True))
    by_found, by_true = Counter(found), Counter(true)
    precision = sum(n * n / by_found[f] for (f, _), n in both.items()) / len(true)
    recall = sum(n * n / by_true[t] for (_, t), n in both.items()) / len(true)
    return precision, recall


def false_merges(found: Sequence[int], true: Sequence[int]) -> float:
    """Share of the pairs made one that are two."""
    merged = _pairs(Counter(found).values())
    right = _pairs(Counter(zip(found, true, strict=True)).values())
    return (merged - right) / merged if merged else 0.0


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def main(namings: int, folders: Sequence[Path]) -> None:
    """Prints the tables."""
    print("namings officials profiles persons doubtful  precision recall    F1  false merges  seconds")
    for count in (namings // 4, namings // 2, namings):
        told = make_namings(make_register(OFFICIALS * count // NAMINGS, SEED), count, SEED)
        begun = time.process_time()
        found = measure(told)
        print(
            f"{count:7} {OFFICIALS * count // NAMINGS:9} {found.profiles:8} {found.persons:7} {found.doubts:8}  "
            f"{found.precision:9.4f} {found.recall:6.4f} {found.f1:.4f}  {found.false_merges:12.4%}  "
            f"{time.process_time() - begun:7.1f}"
        )
    told = make_namings(make_register(OFFICIALS // 4, SEED), NAMINGS // 4, SEED)
    whole, seconds = resolve_stored(told, 1)
    parts, in_parts = resolve_stored(told, 5)
    is_same = _partition(whole) == _partition(parts) == _partition(resolve_told(told)[0])
    print(f"in a database, {len(told)} namings: {seconds[0]:.1f} s at once; in five parts ", end="")
    print(*(f"{second:.1f}" for second in in_parts), f"s; the same persons: {'yes' if is_same else 'NO'}")
    told = list(_annotated(folders))
    if told:
        found = measure(told)
        print(f"annotated articles: {len(told)} officials, {found.persons} persons, F1 {found.f1:.4f}")


def _partition(persons: Sequence[int]) -> set[frozenset[int]]:
    groups: defaultdict[int, set[int]] = defaultdict(set)
    for number, person in enumerate(persons):
        groups[person].add(number)
    return {frozenset(group) for group in groups.values()}


def _annotated(folders: Sequence[Path]) -> Iterable[Told]:
    """Officials of annotated articles; the same name and post is one person."""
    numbers: dict[tuple[str, str | None], int] = {}
    for number, path in enumerate(sorted(p for folder in folders for p in folder.glob("*.json")), start=1):
        article = json.loads(path.read_text(encoding="utf-8"))
        place = gazetteer().find((article.get("place") or {}).get("name") or "Indonesia")
        for official in article.get("officials", ()):
            who = (official["name"], official["title"])
            naming = Naming(
                number, official["name"], official["title"], official["rank"], official["agency"],
                OfficialKind(official["kind"]), place[0].code if place else "ID",
            )  # fmt: skip
            yield Told(
                naming, date.fromisoformat(article["published"]), numbers.setdefault(who, len(numbers))
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NAMINGS, [Path(folder) for folder in sys.argv[2:]])
