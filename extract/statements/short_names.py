"""People called by a part of their name, or by a short form of it, beside a word of speech."""

from collections.abc import Mapping, Sequence

from extract.statements.cues import Form, grammar
from extract.statements.units import Kind, Speaker, Word

_MIN_LETTERS = 4
_LEADS = frozenset({Form.BARE, Form.PASSIVE, Form.ACCORDING})
_WINDOW = 5


def short_forms(speakers: Sequence[Speaker]) -> dict[str, int]:
    """Lower-case part of a name, its beginning or its end -> index of the only speaker whom it fits."""
    owners: dict[str, int] = {}
    shared = set()
    for index, speaker in enumerate(speakers):
        for form in _forms(speaker.name):
            if owners.setdefault(form, index) != index:
                shared.add(form)
    return {form: index for form, index in owners.items() if form not in shared}


def _forms(name: str) -> set[str]:
    """Parts of a name, with what is left when a part is cut short: Fathurrahman gives fathur, Kornelis gives nelis."""
    parts = [part.lower() for part in name.split() if part.isalpha()]
    cuts = [part[:k] for part in parts for k in range(_MIN_LETTERS, len(part) + 1)]
    return {*cuts, *(part[-k:] for part in parts for k in range(_MIN_LETTERS + 1, len(part)))}


def mark_short_names(words: Sequence[Word], forms: Mapping[str, int]) -> None:
    """Makes persons of `ucap Fathur`, `Fathur menambahkan`, and a pronoun of `kata Aris, sapaan akrabnya`.

    The word must stand alone: `kata Fathur Rozi` is somebody else.
    """
    for i, word in enumerate(words):
        if word.cue is None:
            continue
        named = _beside(words, i, word.cue.form)
        if named < 0 or not _stands_alone(words, named):
            continue
        name = words[named]
        if name.lower in forms:
            name.kind, name.index, name.cue = Kind.PERSON, forms[name.lower], None
        elif _is_explained(words, named):
            person = next((w for w in words[named + 2 : named + 2 + _WINDOW] if w.kind is Kind.PERSON), None)
            name.kind, name.cue = (Kind.PRONOUN, None) if person is None else (Kind.PERSON, None)
            name.index = -1 if person is None else person.index


def _beside(words: Sequence[Word], cue: int, form: Form) -> int:
    """Index of the word that names who speaks: behind `kata`, before `menambahkan`; -1 where there is none."""
    if form in _LEADS:
        return cue + 1 if cue + 1 < len(words) else -1
    if form is not Form.ACTIVE:
        return -1
    before = cue - 1
    while before > max(0, cue - _WINDOW) and words[before].lower in grammar().adverbs:
        before -= 1
    if before > 1 and words[before].text == ",":  # Aris, sapaan akrabnya, menambahkan
        near = (k for k in range(before - 1, max(0, before - _WINDOW) - 1, -1) if words[k].text == ",")
        before = next(near, 0) - 1
        if before >= 0 and not _is_explained(words, before):
            return -1
    opens = before == 0 or (before > 0 and words[before - 1].kind in (Kind.MARK, Kind.QUOTE))
    return before if opens else -1


def _stands_alone(words: Sequence[Word], i: int) -> bool:
    word = words[i]
    if word.kind is not Kind.WORD or not word.is_capital:
        return False
    before, after = words[i - 1] if i else None, words[i + 1] if i + 1 < len(words) else None
    is_first = before is None or not before.is_capital or before.cue is not None
    return is_first and (after is None or not after.is_capital)


def _is_explained(words: Sequence[Word], i: int) -> bool:
    """`Aris, sapaan akrabnya`; not `Melati, begitu ia minta dipanggil`."""
    if i + 1 >= len(words) or words[i + 1].text != ",":
        return False
    said = {word.lower for word in words[i + 2 : i + 2 + _WINDOW]}
    return not said.isdisjoint(grammar().nickname_marks) and said.isdisjoint(grammar().hidden_names)
