"""Villages and subdistricts: the names of their governments, and which ones a text names."""

import re

from extract.actors.scene import PLACE_WORDS

_YOGYAKARTA, _YOGYAKARTA_CITY = "34", "34.71"
_VILLAGE = re.compile(
    r"\b(?:Desa|Kelurahan|Nagari|Kampung|Gampong|Kecamatan|Distrik) ([A-Z]\w+(?: [A-Z]\w+)?)"
)


def village_body(body: str, place: str, code: str) -> str:
    """Body of a post with its place: Lurah X -> Kelurahan X, Keuchik Gampong X -> Pemerintah Gampong X.

    A level word in the place takes the body's part; in Yogyakarta outside the city a lurah heads a kalurahan
    (Peraturan Gubernur DIY 25/2019). `code` is the region of the story.
    """
    if body == "Kelurahan" and code.startswith(_YOGYAKARTA) and code != _YOGYAKARTA_CITY:
        body = "Pemerintah Kalurahan"
    level, _, name = place.partition(" ")
    if level.lower() not in PLACE_WORDS or not name:
        return f"{body} {place}"
    return f"Pemerintah {place}" if body.startswith("Pemerintah") else place


def named_villages(text: str) -> list[str]:
    """Villages and subdistricts that a text names, each once."""
    return list(dict.fromkeys(found.group() for found in _VILLAGE.finditer(text)))
