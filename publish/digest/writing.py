"""A digest as a page that needs no other file, and as plain text; the same digest gives the same texts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from textwrap import wrap
from types import ModuleType

from publish.digest import wording
from publish.digest.content import Digest, DigestRegion
from publish.digest.messages import Group
from publish.language import Language, Speech
from publish.templates import template_environment

_FOLDER = Path(__file__).parent
_WIDTH = 78


@dataclass(frozen=True, slots=True)
class WayIn:
    """How a reader gets from the digest to the evidence."""

    public_url: str | None
    """Address of the desk, without a slash at its end; null where it has none."""

    def link(self, path: str) -> str:
        """Address of a page of the desk; empty without one."""
        return "" if self.public_url is None else f"{self.public_url}{path}"

    def evidence(self, place: str) -> str:
        """Address of a statement that outlives the next extraction."""
        return self.link(f"/evidence/{place}?kind=statement")


def way_in(public_url: str | None) -> WayIn:
    """The way over a desk; without one, commands lead there. An address that is not of the web counts as none."""
    if public_url is None or not public_url.startswith(("https://", "http://")):
        return WayIn(None)
    return WayIn(public_url.rstrip("/"))


def digest_html(digest: Digest, language: Language, way: WayIn) -> str:
    """The digest as a page: its styles inside, nothing from elsewhere."""
    say = Speech(language)
    environment = template_environment(_FOLDER / "templates", say)
    page = environment.get_template("digest.html").render(
        digest=digest,
        news=digest.news,
        language=language.value,
        subject=wording.subject_line(digest, say),
        sections=[
            (say.said(title), wording.of_group(digest, group)) for group, title in wording.SECTIONS.items()
        ],
        notes=wording.of_group(digest, Group.NOTE),
        words=_in_language(wording, say),
        way=way,
        style=(_FOLDER / "digest.css").read_text(encoding="utf-8"),
    )
    return f"{page}\n"


def _in_language(module: ModuleType, say: Speech) -> dict[str, Callable[..., str]]:
    """The functions of `wording`, which speak the language."""
    names = (
        "told",
        "where_said",
        "about",
        "counted_thing",
        "place",
        "period",
        "where_told",
        "rivals",
        "decision",
        "reasons",
        "agencies",
    )
    found: dict[str, Callable[..., str]] = {name: partial(getattr(module, name), say=say) for name in names}
    return found | {"office": wording.office}


def digest_text(digest: Digest, language: Language, way: WayIn) -> str:
    """The digest in plain text, in lines of 78 characters where words allow."""
    say = Speech(language)
    lines = [wording.subject_line(digest, say), ""]
    lines += _wrapped(_opening(digest, say))
    for part in (_attention, _statements, _numbers, _conflicts, _failures, _notes):
        found = list(part(digest, say, way))
        if found:
            lines += ["", *found]
    return "\n".join([*lines, "", *_wrapped(_closing(digest, say, way)), ""])


def _opening(digest: Digest, say: Speech) -> str:
    news = digest.news
    return say.said(
        "Sejak ringkasan sebelumnya: {articles} berita baru tentang TPPO, {edited} berita lama berubah. Kutipan "
        "disamarkan sebagaimana dalam rilis.",
        articles=say.number(news.articles),
        edited=say.number(news.edited),
    )


def _closing(digest: Digest, say: Speech, way: WayIn) -> str:
    run = say.said("Sumber demi sumber: pantau runs show {run}.", run=digest.run_id)
    desk = say.said("Meja peneliti: {address}", address=way.link("/")) if way.public_url else ""
    return " ".join(filter(None, (run, desk)))


def _statements(digest: Digest, say: Speech, way: WayIn) -> Iterator[str]:
    news = digest.news
    if not news.statements:
        return
    yield from _heading(f"{say.said('Pernyataan baru')} ({say.number(news.statements)})")
    for region in news.regions:
        yield ""
        yield from _wrapped(_region(region, say))
        for statement in region.statements:
            who = ", ".join(filter(None, (statement.speaker, wording.office(statement))))
            yield from _wrapped(f"- “{statement.quote}”", "  ")
            yield from _wrapped(f"  {who} ({wording.where_said(statement, say)})", "  ")
            yield f"  {way.evidence(statement.place) or f'pantau show {statement.article_id}'}"
    if rest := news.statements - news.listed_statements:
        yield ""
        yield from _more(rest, digest, say)


def _region(region: DigestRegion, say: Speech) -> str:
    agencies = wording.agencies(region.agencies, say)
    return f"{region.name} ({say.number(region.count)})" + (f": {agencies}" if agencies else "")


def _numbers(digest: Digest, say: Speech, way: WayIn) -> Iterator[str]:
    news = digest.news
    if not news.numbers:
        return
    yield from _heading(f"{say.said('Angka baru')} ({say.number(news.numbers)})")
    for number in news.listed_numbers:
        when = wording.period(number.period_start, number.period_end, number.period_kind, say)
        thing = f"- {wording.about(number, say)}: {wording.place(number.region, say)}, {when}"
        yield from _wrapped(thing, "  ")
        yield from _wrapped(f"  {wording.where_told(number, say)}", "  ")
        yield f"  {way.link(f'/claims/{number.claim_id}') or f'pantau show {number.article_id}'}"
    if rest := news.numbers - len(news.listed_numbers):
        yield from _more(rest, digest, say)


def _conflicts(digest: Digest, say: Speech, way: WayIn) -> Iterator[str]:
    news = digest.news
    if not news.conflicts:
        return
    yield from _heading(f"{say.said('Angka yang bertentangan')} ({say.number(news.conflicts)})")
    for conflict in news.listed_conflicts:
        when = wording.period(conflict.period_start, conflict.period_end, None, say)
        thing = f"- {wording.counted_thing(conflict, say)}: {wording.place(conflict.region, say)}, {when}"
        yield from _wrapped(thing, "  ")
        yield from _wrapped(f"  {wording.rivals(conflict, say)}; {wording.decision(conflict, say)}", "  ")
        yield f"  {way.link(f'/conflicts/{conflict.conflict_id}') or 'pantau conflicts'}"
    if rest := news.conflicts - len(news.listed_conflicts):
        yield from _more(rest, digest, say)


def _attention(digest: Digest, say: Speech, _way: WayIn) -> Iterator[str]:
    is_first = True
    for group, title in wording.SECTIONS.items():
        messages = wording.of_group(digest, group)
        if messages:
            yield from () if is_first else ("",)
            yield from _heading(say.said(title))
            for message in messages:
                yield from _wrapped(f"- {wording.told(message, say)} [{message.code}]", "  ")
            is_first = False


def _failures(digest: Digest, say: Speech, _way: WayIn) -> Iterator[str]:
    if not digest.failed:
        return
    yield from _heading(f"{say.said('Yang gagal diambil atau dibaca')} ({say.number(digest.failed)})")
    for failure in digest.failures:
        name = failure.source or say.said("(tanpa sumber)")
        yield from _wrapped(f"- {name}: {say.number(failure.times)}. {wording.reasons(failure, say)}", "  ")
    if rest := digest.failed - sum(failure.times for failure in digest.failures):
        yield say.counted("dan {n} lagi", rest)


def _notes(digest: Digest, say: Speech, _way: WayIn) -> Iterator[str]:
    for message in wording.of_group(digest, Group.NOTE):
        yield from _wrapped(f"{wording.told(message, say)} [{message.code}]")


def _more(rest: int, digest: Digest, say: Speech) -> Iterator[str]:
    yield f"{say.counted('dan {n} lagi', rest)}: pantau digest {digest.run_id} --all"


def _heading(text: str) -> Iterator[str]:
    yield text.upper()
    yield "-" * min(len(text), _WIDTH)


def _wrapped(text: str, indent: str = "") -> list[str]:
    return (
        wrap(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        if text.strip()
        else []
    )
