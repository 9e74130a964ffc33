"""Sentences about people who are none of the speakers: victims, suspects, their families."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from extract.statements.cues import grammar
from extract.statements.units import Kind, Word

_HEAD = 10
_PLACE_LEADS = frozenset({"di", "dari", "ke", "asal", "se"})


def opens_with_stranger(words: Sequence[Word]) -> bool:
    """True for sentences about other people: `Salah satu korban, Mawar, ...`, `Trisno Aruan (27) merayakan ...`."""
    head = words[:_HEAD]
    plain = [word for word in head if word.kind is Kind.WORD]
    if not plain or any(word.kind is Kind.PERSON for word in head):
        return False
    first = plain[0]
    if first.lower in {"seorang", "salah"}:
        return True
    if first.lower in _bystanders():
        near = pairwise(plain[:4])  # not a place: Mereka dari Aceh
        return any(_is_name(word) and before.lower not in _PLACE_LEADS for before, word in near)
    if _has_stranger_apposition(head):
        return True
    for before, mark, age, after in zip(head, head[1:], head[2:], words[3 : _HEAD + 1], strict=False):
        is_age = after.text == ")" or after.lower in grammar().years  # not Aceh (6 orang)
        if mark.text == "(" and age.text.isdigit() and len(age.text) < 3 and is_age:
            return _is_name(before)
    return False


@cache
def _bystanders() -> frozenset[str]:
    return grammar().bystanders - grammar().suspects


def _has_stranger_apposition(head: Sequence[Word]) -> bool:
    """`Melati, 17 tahun, ...`, `Sulaiman, ayah korban, ...`."""
    comma = next((j for j, word in enumerate(head) if word.text == ","), len(head))
    if not 0 < comma < len(head) - 2 or not all(_is_name(word) for word in head[:comma]):
        return False
    first, second = head[comma + 1], head[comma + 2]
    return first.lower in grammar().bystanders or (first.text.isdigit() and second.lower in grammar().years)


def _is_name(word: Word) -> bool:
    return word.is_capital and not word.text.isupper() and word.text.isalpha()
