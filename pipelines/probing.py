"""Looks a site over, cleans a few of its articles and writes the entry of a source."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError

from models.errors import NotAnArticle, PantauError
from models.page import Page
from models.source import Listing, Source, SourceKind
from models.vocabulary import Terms
from pipelines.configuration import Settings
from pipelines.crawling import check_contact
from pipelines.sources import permitted_sources

if TYPE_CHECKING:
    from crawler.probe import Probed

_ALWAYS_WRITTEN = {"province", "timezone", "expected_weekly"}
_FIRST_CHARACTERS = 160
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SECOND_LEVEL = {"co", "or", "ac", "web", "my", "biz", "com", "net"}
_TERMS_NOTE = "Nobody has read the publisher's terms yet: a person must, before it is set to open."


@dataclass(frozen=True)
class EntryChoices:
    """What the person says of the source; None is left to the probe."""

    slug: str | None = None
    name: str | None = None
    province: str | None = None
    kind: str | None = None
    expected_weekly: int = 0


@dataclass(frozen=True)
class CleanedArticle:
    """What the cleaner got of one article."""

    url: str
    """Address of the article."""
    title: str | None = None
    """Headline."""
    published: datetime | date | None = None
    """When it appeared."""
    author: str | None = None
    """Who wrote it."""
    beginning: str = ""
    """First words of the text."""
    characters: int = 0
    """Length of the text."""
    problem: str | None = None
    """Why the page gave no article, None where it gave one."""


@dataclass(frozen=True)
class ProbeReport:
    """What a probe found and made of it."""

    source: Source
    """The entry."""
    entry: str
    """The entry as YAML, ready to be filed."""
    probed: "Probed"
    """What was found on the site."""
    articles: tuple[CleanedArticle, ...]
    """What the cleaner got of a few articles."""

    @property
    def is_sound(self) -> bool:
        """Whether the pattern fits and each article gave title, day and text."""
        whole = [article for article in self.articles if article.title and article.published]
        return self.probed.pattern.is_sound and len(whole) == len(self.articles) > 0


def probe_site(
    settings: Settings,
    home_url: str,
    choices: EntryChoices,
    file: Path | None = None,
    on_request: Callable[[str], None] | None = None,
) -> ProbeReport:
    """Probes the site of a home page and writes the entry to `file`, if one is given.

    Raises PantauError for an address that cannot be probed, for a site whose publisher reserves or refuses crawling
    by an entry that there is, for a file that exists already; nothing is written then.
    """
    from crawler.probe import probe
    from crawler.run import CrawlSettings

    address = _home_address(home_url)
    _check_choices(choices, file)
    _check_host(settings, address, choices.kind)
    check_contact(settings)
    province = _province(choices.province)
    crawl_settings = CrawlSettings(
        contact=settings.contact, allow_loopback=settings.allow_loopback, timeout=settings.request_timeout
    )
    probed = probe(address, crawl_settings, on_request)
    source = _source(probed, choices, province, file)
    report = ProbeReport(source, _entry(source, probed), probed, _cleaned(probed.pages, source))
    if file is not None:
        _write(file, report.entry)
    return report


def _home_address(text: str) -> str:
    """Return the address of a home page. Raises PantauError for what is none."""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_web = False
    if not is_web or any(map(str.isspace, address)):
        raise PantauError(f"{text!r} is no web address; give a home page, as https://www.example.co.id/.")
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/", query="", fragment="").geturl()


def _check_choices(choices: EntryChoices, file: Path | None) -> None:
    """Before anything is asked: kind and slug must be sound, the file new, its folder there, its name the slug."""
    if choices.kind is not None and choices.kind not in get_args(SourceKind):
        raise PantauError(
            f"--kind {choices.kind!r} is no kind of source; choose one of {', '.join(get_args(SourceKind))}."
        )
    slug = file.stem if file is not None and choices.slug is None else choices.slug
    if slug is not None and not _SLUG.fullmatch(slug):
        raise PantauError(f"{slug!r} is no slug; write lower-case letters, digits and single hyphens.")
    if file is None:
        return
    if file.exists():
        raise PantauError(f"The file {file} exists already; give another name, or remove it first.")
    if not file.parent.is_dir():
        raise PantauError(f"There is no folder {file.parent}; create it first.")
    if file.suffix != ".yml":
        raise PantauError(f"The file {file} is no .yml file; entries are called SLUG.yml.")
    if choices.slug is not None and choices.slug != file.stem:
        raise PantauError(
            f"--slug {choices.slug} and the file {file.name} differ; an entry's file is SLUG.yml."
        )


def _check_host(settings: Settings, address: str, kind: str | None) -> None:
    """Before anything is asked: the host must be one that an entry may have, and no publisher's that reserves crawling.

    A publisher's permission, recorded for an entry of this host, goes before.
    """
    from crawler.hosts import host_problems, kind_under

    host = (urlsplit(address).hostname or "").removeprefix("www.")
    for source in permitted_sources(settings):
        domain = (urlsplit(source.home_url).hostname or "").removeprefix("www.")
        if host == domain and source.is_enabled:
            return
        if source.terms in {Terms.RESERVED, Terms.BLOCKED} and f".{host}".endswith(f".{domain}"):
            raise PantauError(
                f"{address} is not probed: it is on the domain of {source.slug}. {source.refusal}"
            )
    trial = Source(
        slug="probe",
        name="probe",
        province=None,
        kind=kind or kind_under(host) or "portal",
        home_url=address,
        article_url_pattern=".*",
        terms=Terms.ASK,
        terms_note=_TERMS_NOTE,
        evidence="probe",
    )
    for problem in host_problems(trial, settings.allow_loopback):
        raise PantauError(f"{address} is not probed: {problem}.")


def _province(name: str | None) -> str | None:
    """Return the province's name in the gazetteer. Raises PantauError for an unknown one."""
    if name is None:
        return None
    from extract.regions.gazetteer import gazetteer, is_province

    found = [region.name for region in gazetteer().find(name) if is_province(region.code)]
    if not found:
        raise PantauError(f"--province {name!r} is no province that the gazetteer knows; write it in full.")
    return found[0]


def _source(probed: "Probed", choices: EntryChoices, province: str | None, file: Path | None) -> Source:
    from crawler.hosts import kind_under
    from crawler.probe_words import probe_words

    words = probe_words()
    host = urlsplit(probed.home_url).hostname or ""
    by_province = (zone for zone, names in words.zones.items() if province in names)
    name = choices.name or probed.name or host
    fields: dict[str, Any] = {
        "slug": choices.slug or (file.stem if file else _slug(host, name)),
        "name": name,
        "province": province,
        "kind": choices.kind or kind_under(host) or "portal",
        "home_url": probed.home_url,
        "allowed_hosts": probed.allowed_hosts,
        "feeds": tuple(found.url for found in probed.feeds),
        "sitemaps": tuple(found.url for found in probed.sitemaps),
        "listings": tuple(Listing(url=found.url, next_page=found.next_page) for found in probed.listings),
        "tags": probed.tags,
        "article_url_pattern": probed.pattern.pattern,
        "paging": probed.paging,
        "timezone": probed.zone or next(by_province, "Asia/Jakarta"),
        "terms": Terms.ASK,
        "terms_note": _TERMS_NOTE,
        "expected_weekly": choices.expected_weekly,
        "evidence": f"probed {datetime.now(UTC):%Y-%m-%d}",
    }
    try:
        return Source.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "entry"
        raise PantauError(
            f"No entry can be made of {probed.home_url}: {where}: {first['msg']}; give it with an option."
        ) from error


def _slug(host: str, name: str) -> str:
    """Return a slug from the host's name, or from the outlet's where the host is a bare address."""
    labels = host.removeprefix("www.").split(".")
    if all(map(str.isdigit, labels)) or len(labels) < 2:
        labels = [name]
    else:
        labels = labels[:-1]
        labels = labels[:-1] if len(labels) > 1 and labels[-1] in _SECOND_LEVEL else labels
    return re.sub(r"[^a-z0-9]+", "-", "-".join(labels).lower()).strip("-") or "sumber"


def _entry(source: Source, probed: "Probed") -> str:
    """Return the entry as YAML, with what a person should look at as comments."""
    given = source.model_dump(mode="json", exclude_defaults=True)
    fields = {**given, **source.model_dump(mode="json", include=_ALWAYS_WRITTEN)}
    fields = {name: fields[name] for name in Source.model_fields if name in fields}
    fit = probed.pattern
    notes = [f"article_url_pattern matches {fit.matched} of {fit.articles} known articles."]
    notes += [f"It matches this page too, which seems to be no article: {url}" for url in fit.strays[:3]]
    if probed.home.network:
        notes.append(
            f"The site has marks of crawler/networks/{probed.home.network}.yml: see what it says of terms."
        )
    if probed.zone is None and source.province is None:
        notes.append("No page printed a zone behind its times: check the timezone.")
    head = "".join(f"# {note}\n" for note in notes)
    return head + yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=10_000)


def _cleaned(pages: tuple[Page, ...], source: Source) -> tuple[CleanedArticle, ...]:
    from extract.article import clean_pages

    cleaned = []
    for page in pages:
        try:
            article = clean_pages([page], source)
        except NotAnArticle as error:
            cleaned.append(CleanedArticle(page.url, problem=str(error)))
            continue
        cleaned.append(
            CleanedArticle(
                url=page.url,
                title=article.title,
                published=article.published_at or article.published_on,
                author=article.author,
                beginning=" ".join(article.text[:_FIRST_CHARACTERS].split()),
                characters=len(article.text),
            )
        )
    return tuple(cleaned)


def _write(file: Path, entry: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(entry)
    except FileExistsError as error:
        raise PantauError(
            f"The file {file} exists already; give another name, or remove it first."
        ) from error
    except OSError as error:
        raise PantauError(
            f"The file {file} cannot be written ({error.strerror}); choose another place."
        ) from error
