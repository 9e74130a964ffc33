"""How reviews are asked for and told: words for kinds and decisions, values as `field=value`."""

import getpass
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.lists import period_text, shortened
from cli.options import region_code
from cli.output import print_table
from models.errors import PantauError
from models.vocabulary import PeriodKind, ReviewAction, ReviewStatus, SubjectKind

if TYPE_CHECKING:
    from models.review import ReviewRow
    from models.rows import InArticle

_WORDS: dict[SubjectKind, tuple[str, ...]] = {
    SubjectKind.FIGURE: ("angka", "figure", "figures"),
    SubjectKind.STATEMENT: ("pernyataan", "statement", "statements", "kutipan"),
    SubjectKind.OFFICIAL: ("pejabat", "official", "officials", "narasumber"),
    SubjectKind.AGENCY: ("lembaga", "agency", "agencies", "instansi"),
    SubjectKind.DATE: ("tanggal", "date", "dates"),
    SubjectKind.LAW: ("aturan", "law", "laws", "hukum"),
    SubjectKind.EXPOSURE: ("pengenal", "exposure", "exposures"),
    SubjectKind.PERSON: ("orang", "person", "persons"),
    SubjectKind.ORGANIZATION: ("organisasi", "organization", "organizations"),
    SubjectKind.STORY: ("cerita", "story", "stories", "berita"),
    SubjectKind.CONFLICT: ("pertentangan", "conflict", "conflicts"),
}
"""What a kind may be called; the first word is the one that tables show."""
_ACTIONS = {
    ReviewAction.ACCEPT: "diterima",
    ReviewAction.CORRECT: "dikoreksi",
    ReviewAction.REJECT: "ditolak",
    ReviewAction.MERGE: "digabung",
    ReviewAction.SPLIT: "dipisah",
    ReviewAction.COMMENT: "catatan",
}
_MERGED = (SubjectKind.PERSON, SubjectKind.ORGANIZATION, SubjectKind.STORY)
LATER = "Tabel lain mengikutinya pada `pantau resolve` berikutnya."
"""What follows from a decision only later."""
_YES_OR_NO = {"ya": "true", "tidak": "false"}


def parse_kind(word: str) -> SubjectKind:
    """The kind that a word means, Indonesian or English. Raises PantauError for another word."""
    wanted = word.strip().lower()
    for kind, words in _WORDS.items():
        if wanted in words:
            return kind
    known = ", ".join(f"{words[0]} ({words[1]})" for words in _WORDS.values())
    raise PantauError(f"KIND {word!r} is not known; use one of {known}.")


def kind_word(kind: SubjectKind) -> str:
    """The kind as tables show it."""
    return _WORDS[kind][0]


def action_word(action: ReviewAction) -> str:
    """A decision as tables show it."""
    return _ACTIONS[action]


def parse_values(pairs: Iterable[str]) -> dict[str, str]:
    """Values from `field=value`; nothing after `=` is no value, regions go by name or code, yes and no by ya and tidak.

    Raises PantauError for anything else, and for a region that is not known.
    """
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise PantauError(f"{pair!r} is no correction; write it as field=value, as in value=15.")
        name, value = name.strip(), value.strip()
        if name in {"region", "region_code"} and value:
            name, value = "region_code", region_code(value, name)
        if name.startswith("is_"):
            value = _YES_OR_NO.get(value.lower(), value)
        if name in {"value", "value_max"} and value.count(",") == 1 and "." not in value:
            value = value.replace(",", ".")  # decimals as Indonesian readers write them
        values[name] = value
    return values


def split_pairs(line: str) -> list[str]:
    """The parts of a line of `field=value`, values with spaces in quote marks. Raises PantauError where one is open."""
    try:
        return shlex.split(line)
    except ValueError as error:
        raise PantauError(f"{line!r} has a quote mark that is not closed; close it.") from error


def values_text(values: Mapping[str, Any] | None) -> str:
    """Values as they are typed: `value=15 unit=korban`; those with spaces in quote marks."""
    pairs = ((name, _text(value)) for name, value in (values or {}).items())
    return " ".join(f"{name}={shlex.quote(value) if value else ''}" for name, value in pairs)


def reviewer_name(given: str | None) -> str:
    """Who reviews: the name given, else PANTAU_REVIEWER, else the login name. Raises PantauError without any."""
    from pipelines.configuration import settings

    chosen = given if given is not None else settings().reviewer
    if chosen is not None:
        if not chosen.strip():
            raise PantauError("a review needs the name of its reviewer: say who reviews with --as")
        return chosen
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # KeyError before Python 3.13
        raise PantauError("Your login name is not known; say who reviews with --as.") from error


def review_mark(fact: "InArticle") -> str:
    """What a person decided about a fact of a table; empty where nobody did."""
    if fact.review_status is None:
        return ""
    if fact.review_status is ReviewStatus.CORRECTED:
        now = fact.model_dump(mode="json")
        differing = {name: value for name, value in (fact.machine_values or {}).items() if now[name] != value}
        return f" [DIKOREKSI; mesin: {values_text(differing) or 'kini sama'}]"
    return " [DITERIMA]" if fact.review_status is ReviewStatus.ACCEPTED else " [DITOLAK]"


def print_reviews(title: str, reviews: "Sequence[ReviewRow]", *, caption: str = "") -> None:
    """Prints reviews as a table."""
    headers = ("#id", "Kapan (UTC)", "Siapa", "Keputusan", "Tentang", "Nilai", "Alasan", "Keadaan")
    print_table(
        title,
        headers,
        [
            (
                str(review.id),
                f"{review.created_at:%Y-%m-%d %H:%M}",
                review.reviewer,
                action_word(review.action),
                _subject_text(review),
                _values_text(review),
                review.comment or "",
                _state_text(review),
            )
            for review in reviews
        ],
        caption=caption,
    )


def _subject_text(review: "ReviewRow") -> str:
    fact = f"{kind_word(review.kind)} {review.fact_id or ''}".strip()
    if "quote" not in review.subject:
        return f"{fact}: {_thing_text(review)}"
    article = f"artikel {review.article_id}" if review.article_id else "artikel yang dihapus"
    words = shortened(str(review.subject["quote"]), 80)
    return (
        f"{fact}: “{words}”, {article}: {shortened(str(review.subject.get('title') or '(tanpa judul)'), 60)}"
    )


def _values_text(review: "ReviewRow") -> str:
    if review.kind in _MERGED:
        return ""
    if review.kind is SubjectKind.CONFLICT:
        return values_text({name: value for name, value in (review.values or {})["claim"].items() if value})
    return values_text(review.values)


def _thing_text(review: "ReviewRow") -> str:
    subject, values = review.subject, review.values or {}
    match review.kind:
        case SubjectKind.PERSON:
            between = " dan " if review.action is ReviewAction.MERGE else " dari "
            return between.join(_namings(subject[side]) for side in ("these", "those") if subject.get(side))
        case SubjectKind.ORGANIZATION:
            return f"{subject.get('key')} → {values.get('organization', {}).get('name', '')}"
        case SubjectKind.STORY:
            return "artikel " + " dan ".join(map(str, subject.get("article_ids", ())))
    start, end = (
        subject[name] and date.fromisoformat(subject[name]) for name in ("period_start", "period_end")
    )
    when = period_text(start, end, PeriodKind(subject["period_kind"]))
    return f"{subject['topic']} {subject['unit']}, {subject['region'] or '(tidak jelas)'}, {when}"


def _namings(anchors: Iterable[tuple[int, str]]) -> str:
    """`yosef tefa (artikel 1, 4)`: names by their sound, as persons are known by them."""
    articles: dict[str, list[str]] = {}
    for article_id, name in anchors:
        articles.setdefault(name, []).append(str(article_id))
    return "; ".join(f"{name} (artikel {', '.join(ids)})" for name, ids in articles.items())


def _state_text(review: "ReviewRow") -> str:
    if review.undone_at is not None:
        return f"dibatalkan {review.undone_by}, {review.undone_at:%Y-%m-%d %H:%M}"
    return "yatim: faktanya tidak ditemukan lagi" if review.is_orphaned else "berlaku"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return "" if value is None else str(value)
