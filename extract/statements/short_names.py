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
        if word.kind is not Kind.WORD or not word.is_capital or not _stands_alone(words, i):
            continue
        if not _is_beside_cue(words, i):
            continue
        if word.lower in forms:
            word.kind, word.index, word.cue = Kind.PERSON, forms[word.lower], None
        elif _is_explained(words, i):
            named = next((w for w in words[i + 2 : i + 2 + _WINDOW] if w.kind is Kind.PERSON), None)
            word.kind, word.cue = (Kind.PRONOUN, None) if named is None else (Kind.PERSON, None)
            word.index = -1 if named is None else named.index


def _stands_alone(words: Sequence[Word], i: int) -> bool:
    before, after = words[i - 1] if i else None, words[i + 1] if i + 1 < len(words) else None
    is_first = before is None or not before.is_capital or before.cue is not None
    return is_first and (after is None or not after.is_capital)


def _is_beside_cue(words: Sequence[Word], i: int) -> bool:
    lead = words[i - 1].cue if i else None
    if lead is not None and lead.form in _LEADS:
        return True
    after = i + 1
    while after < len(words) and after < i + _WINDOW and words[after].lower in grammar().adverbs:
        after += 1
    cue = words[after].cue if after < len(words) else None
    opens = i == 0 or words[i - 1].kind in (Kind.MARK, Kind.QUOTE)
    return opens and ((cue is not None and cue.form is Form.ACTIVE) or _is_explained(words, i))


def _is_explained(words: Sequence[Word], i: int) -> bool:
    """`Aris, sapaan akrabnya`; not `Melati, begitu ia minta dipanggil`."""
    if i + 1 >= len(words) or words[i + 1].text != ",":
        return False
    said = {word.lower for word in words[i + 2 : i + 2 + _WINDOW]}
    return not said.isdisjoint(grammar().nickname_marks) and said.isdisjoint(grammar().hidden_names)
