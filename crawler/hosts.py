"""Which hosts an entry may name: public names, of its own kind, taken over by nobody."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pydantic import Field

from crawler.addresses import address_refusal, ip_literal, is_loopback_host
from models.base import Record
from models.source import Source, SourceKind
from models.vocabulary import Terms


class Suffix(Record):
    """A part of the name space that says who publishes."""

    suffix: str
    """The end of the host, as `go.id`."""
    kinds: tuple[SourceKind, ...] = Field(min_length=1)
    """Kinds of source that may have hosts there."""
    only_here: bool
    """Whether sources of these kinds may have no other hosts."""


class HostPolicy(Record):
    """`hosts.yml`."""

    meta: dict[str, object]
    """Where the rules come from."""
    suffixes: tuple[Suffix, ...]
    """The longest one that fits a host decides."""
    reserved: dict[str, str]
    """Names of publishers that reserve crawling, with all names under them, and how they say so."""
    refused: dict[str, str]
    """Names that nobody may crawl, with all names under them, and why."""


def host_problems(source: Source, allow_loopback: bool) -> Iterator[str]:
    """Return what is wrong with the entry's hosts, one sentence each."""
    for host in sorted(source.hosts):
        name = urlsplit(f"//{host}").hostname or ""
        problem = _no_public_name(host, name, allow_loopback) or _refused(host, name)
        if problem is None and not is_loopback_host(name):
            problem = _wrong_kind(host, name, source.kind) or _wrong_terms(host, name, source.terms)
        if problem is not None:
            yield problem


def kind_under(name: str) -> SourceKind | None:
    """Return the kind of source that has hosts of this name, None where the name does not tell."""
    own = [entry for entry in _policy().suffixes if _is_under(name, entry.suffix)]
    return max(own, key=lambda entry: len(entry.suffix)).kinds[0] if own else None


def _no_public_name(host: str, name: str, allow_loopback: bool) -> str | None:
    literal = ip_literal(name)
    if is_loopback_host(name):
        return (
            None
            if allow_loopback
            else f"host {host!r} is this computer; only the demo and tests may crawl it"
        )
    if literal is not None:
        why = address_refusal(name, str(literal), allow_loopback) or "an address"
        return f"host {host!r} is not a name but {why}; write the site's name"
    return None if "." in name else f"host {host!r} is no public name; write the site's full name"


def _refused(host: str, name: str) -> str | None:
    for refused, why in _policy().refused.items():
        if _is_under(name, refused):
            return f"host {host!r} is {why}; remove the entry"
    return None


def _wrong_kind(host: str, name: str, kind: SourceKind) -> str | None:
    own = [entry for entry in _policy().suffixes if _is_under(name, entry.suffix)]
    decisive = max(own, key=lambda entry: len(entry.suffix), default=None)
    if decisive is not None and kind not in decisive.kinds:
        return f"host {host!r} lies under {decisive.suffix}: kind must be {' or '.join(decisive.kinds)}, not {kind}"
    for entry in _policy().suffixes:
        if entry.only_here and kind in entry.kinds and entry is not decisive:
            return (
                f"host {host!r} is not under {entry.suffix}, where alone sources of kind {kind} are accepted"
            )
    return None


def _wrong_terms(host: str, name: str, terms: Terms) -> str | None:
    """An entry does not switch on what its publisher reserves; a recorded permission does."""
    for reserved, why in _policy().reserved.items():
        if _is_under(name, reserved) and terms in {Terms.OPEN, Terms.ASK}:
            return f"host {host!r} is reserved ({why}): terms must be reserved, not {terms}"
    return None


def _is_under(name: str, suffix: str) -> bool:
    return name == suffix or name.endswith("." + suffix)


@cache
def _policy() -> HostPolicy:
    data = yaml.safe_load(Path(__file__).with_name("hosts.yml").read_text(encoding="utf-8"))
    return HostPolicy.model_validate(data)
