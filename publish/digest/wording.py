"""The words of a digest that the page and the plain text share."""

from datetime import date
from decimal import Decimal

from models.vocabulary import PeriodKind
from publish import words
from publish.digest.content import Digest, DigestConflict, DigestFailure, DigestNumber, DigestStatement
from publish.digest.messages import Group, Message, message_text, reason_text, sentence
from publish.language import Language, Speech, marked

SECTIONS = {
    Group.SOURCES: marked("Sumber yang perlu dilihat"),
    Group.RUN: marked("Pekerjaan yang perlu dilihat"),
    Group.REVIEW: marked("Menunggu peninjau"),
}
"""Groups of messages that somebody has to do something about, in their order."""


def subject_line(digest: Digest, say: Speech) -> str:
    """The digest in one line: what is new, and how much needs a person."""
    news = digest.news
    parts = [
        say.counted("{n} pernyataan baru", news.statements),
        say.counted("{n} angka baru", news.numbers),
    ]
    if news.conflicts:
        parts.append(say.counted("{n} pertentangan", news.conflicts))
    if to_do := sum(message_text(message.code).group is not Group.NOTE for message in digest.messages):
        parts.append(say.counted("{n} hal perlu dilihat", to_do))
    return f"Pantau TPPO, {say.day(digest.day)}: {', '.join(parts)}"


def of_group(digest: Digest, group: Group) -> list[Message]:
    """The messages of a group, in the order of the data file."""
    return [message for message in digest.messages if message_text(message.code).group is group]


def told(message: Message, say: Speech) -> str:
    """A message in words."""
    return sentence(message, say)


def office(statement: DigestStatement) -> str:
    """`Kepala Dinas Sosial Kabupaten Ende`; with the agency where the office does not name it."""
    parts = [statement.title]
    if statement.agency.casefold() not in statement.title.casefold():
        parts.append(statement.agency)
    return ", ".join(filter(None, parts))


def where_said(statement: DigestStatement, say: Speech) -> str:
    """Outlet, day and number of articles."""
    parts = [statement.outlet, say.day(statement.published_on)]
    if statement.articles > 1:
        parts.append(say.counted("{n} berita", statement.articles))
    return ", ".join(filter(None, parts))


def amount(value: Decimal, upper: Decimal | None, say: Speech) -> str:
    """`12`, or `12–15`."""
    return say.number(value) if upper is None else f"{say.number(value)}–{say.number(upper)}"


def counted_thing(number: DigestNumber | DigestConflict, say: Speech) -> str:
    """`kasus TPPO`, `korban TPPO (perempuan, anak)`."""
    people: list[str] = []
    value = None
    if isinstance(number, DigestNumber):
        value = number.value if number.value_max is None else None
        people += [say.said(words.SEXES[number.sex])] if number.sex else []
        people += [say.said(words.AGES[number.age])] if number.age else []
    thing = words.subject(say, number.unit, number.topic, value)
    return f"{thing} ({', '.join(people)})" if people else thing


def about(number: DigestNumber, say: Speech) -> str:
    """`sekitar 12 kasus TPPO`."""
    value = amount(number.value, number.value_max, say)
    if number.is_approximate:
        value = say.said("sekitar {value}", value=value)
    return f"{value} {counted_thing(number, say)}"


def place(region: str, say: Speech) -> str:
    """The region, or that nobody says which."""
    return region or say.said("wilayah tidak jelas")


def period(first: date | None, last: date | None, kind: PeriodKind | None, say: Speech) -> str:
    """The counting period: `2023`, `1 Januari – 30 September 2023`, `satu peristiwa`."""
    if first is None or last is None:
        return say.said(words.PERIODS[PeriodKind.INCIDENT])
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    days = say.day(first) if first == last else f"{say.day(first)} – {say.day(last)}"
    is_cumulative = kind is PeriodKind.CUMULATIVE_SINCE
    return say.said("{days}, kumulatif", days=days) if is_cumulative else days


def where_told(number: DigestNumber, say: Speech) -> str:
    """Whose number it is, who carried it first, when, and how many did."""
    parts = [
        say.said(words.CREDITS[number.source_kind]), number.outlet, say.day(number.published_on),
        say.counted("{n} berita", number.articles),
    ]  # fmt: skip
    return ", ".join(filter(None, parts))


def rivals(conflict: DigestConflict, say: Speech) -> str:
    """`12 (sumber resmi, 3 berita) dipakai; 15 (media sendiri, 1 berita)`."""
    numbers = []
    for rival in conflict.numbers:
        credit = say.said(words.CREDITS[rival.source_kind])
        number = f"{amount(rival.value, rival.value_max, say)} ({credit}, {say.counted('{n} berita', rival.articles)})"
        numbers.append(f"{number} {say.said('dipakai')}" if rival.is_chosen else number)
    return "; ".join(numbers)


def decision(conflict: DigestConflict, say: Speech) -> str:
    """What decided."""
    return say.said(words.RULES[conflict.rule]) if conflict.rule else say.said("belum diputuskan")


def reasons(failure: DigestFailure, say: Speech) -> str:
    """Why a source failed, the most frequent reasons first."""
    texts = ((reason_text(code), times) for code, times in failure.reasons)
    is_indonesian = say.language is Language.INDONESIAN
    return "; ".join(
        f"{text.id if is_indonesian else text.en} ({say.number(times)})" for text, times in texts
    )


def agencies(counts: tuple[tuple[str, int], ...], say: Speech) -> str:
    """`Polres Ende 3, Dinas Sosial Kabupaten Ende 2`."""
    return ", ".join(f"{name} {say.number(n)}" for name, n in counts if name)
