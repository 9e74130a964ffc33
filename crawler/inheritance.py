"""What an entry inherits from its network, and the placeholders that stand for the entry's own host and section."""

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from crawler.entry_files import BadEntry, field_problems, read_fields
from models.source import Network

NETWORKS = Path(__file__).with_name("networks")
"""One file a network."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PATTERNS = frozenset({"article_url_pattern", "paging"})
_PROSE = frozenset({"slug", "name", "province", "network", "terms_note", "evidence"})
_DAYS = frozenset({"yyyy", "mm", "dd"})
_FILLED_LATER = {
    "url": _DAYS,
    "next_page": _DAYS | {"page"},
    "tags": frozenset({"tag"}),
    "search": frozenset({"query"}),
    "amp_url": frozenset({"url", "path"}),
}
"""Placeholders that the crawler fills when it asks."""


def whole_entry(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry's fields with those of its network beneath, placeholders filled. Raises `BadEntry`.

    The entry's own field wins, except that the network's evidence is appended to the entry's.
    """
    whole = {**fields, **_inherited(fields)}
    values = _values(fields.get("home_url"))
    return {name: _filled(name, value, values) for name, value in whole.items()}


def network(name: object) -> Network:
    """Return a network by its file name. Raises `BadEntry` for one that is not there or not sound."""
    if not isinstance(name, str) or name not in network_names():
        near = difflib.get_close_matches(str(name), network_names(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(network_names())}"
        raise BadEntry(f"network {name!r} is not known; {hint}")
    return _network(name)


@cache
def network_names() -> tuple[str, ...]:
    """Return the names of all networks."""
    return tuple(sorted(path.stem for path in NETWORKS.glob("*.yml")))


@cache
def _network(name: str) -> Network:
    try:
        return Network.model_validate(read_fields(NETWORKS / f"{name}.yml"))
    except BadEntry as error:
        raise BadEntry(f"network {name}: {error}") from error
    except ValidationError as error:
        problems = "; ".join(field_problems(error.errors(), Network))
        raise BadEntry(f"network {name}: {problems}") from error


def _inherited(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the network gives: the fields that the entry has not, and evidence for them."""
    if fields.get("network") is None:
        return {}
    defaults = network(fields["network"]).model_dump(mode="json", exclude_unset=True, exclude={"name"})
    missing = {name: value for name, value in defaults.items() if name not in fields}
    own = fields.get("evidence")
    return missing | ({"evidence": f"{own} {defaults['evidence']}"} if isinstance(own, str) else {})


def _values(home_url: object) -> dict[str, str]:
    """Return what the placeholders stand for; nothing where the home page is no address."""
    try:
        home = urlsplit(str(home_url))
        host = home.netloc.lower()
    except ValueError:
        return {}
    domain = host.removeprefix("www.")
    return {"host": host, "domain": domain, "zone": domain.split(".")[0], "section": home.path.strip("/")}


def _filled(field: str, value: Any, values: Mapping[str, str]) -> Any:
    """Return a field's value with its placeholders filled, however deep they stand."""
    if isinstance(value, dict):
        return {name: _filled(name, part, values) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(field, part, values) for part in value]
    if not isinstance(value, str) or field in _PROSE:
        return value
    return _PLACEHOLDER.sub(lambda match: _meaning(match, field, values), value)


def _meaning(match: re.Match[str], field: str, values: Mapping[str, str]) -> str:
    name = match[1]
    later = _FILLED_LATER.get(field, frozenset())
    if name in later:
        return match[0]
    if name not in values:
        known = ", ".join(f"{{{known}}}" for known in (*values, *sorted(later)))
        raise BadEntry(f"{field} has the placeholder {match[0]}, which nothing fills; known are {known}")
    return re.escape(values[name]) if field in _PATTERNS else values[name]


def template_names(template: str) -> Iterator[str]:
    """Return the placeholders that a template still has."""
    return (match[1] for match in _PLACEHOLDER.finditer(template))
