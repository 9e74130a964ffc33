"""Regions as people ask for them: by code, name or alias."""

import difflib

from extract.regions.gazetteer import COUNTRY, gazetteer, is_province
from models.errors import PantauError


def region_code(name: str, option: str) -> str:
    """The code of a region's name, alias or code; `option` is what the reader filled in.

    Raises PantauError for an unknown or ambiguous one.
    """
    table = gazetteer()
    if name in table.regions or name == COUNTRY.code:
        return name
    found = table.find(name)
    provinces = [region for region in found if is_province(region.code)]
    if provinces:
        return provinces[0].code
    if len(found) == 1:
        return found[0].code
    if found:
        choices = " or ".join(f"{region.name} ({region.code})" for region in found)
        raise PantauError(f"{option} {name!r} may be {choices}; give one of them.")
    close = difflib.get_close_matches(name.lower(), table.names, n=3)
    hint = f"; did you mean {' or '.join(word.title() for word in close)}?" if close else "."
    raise PantauError(f"{option} {name!r} is no province, kabupaten or kota that the gazetteer knows{hint}")
