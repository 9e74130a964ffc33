"""Which language a text is in, and whether it can be Indonesian news."""

import re

from models.errors import NotAnArticle

_SAMPLE = 1_000
"""Characters that are looked at; more do not change the answer and cost most of the time."""
_MIN_LENGTH = 200
# Malay is often confused with Indonesian, the regional languages with it in short texts.
_ACCEPTED = frozenset({"id", "ms", "jv", "su", "min", "ban", "bug", "ace", "bjn"})
_COMMON_WORDS = re.compile(
    r"\b(?:yang|dan|di|ke|dari|untuk|dengan|pada|dalam|ini|itu|akan|tidak|oleh|sebagai|juga|para|telah|adalah|kata)\b",
    re.I,
)
_MIN_COMMON_SHARE = 0.07


def find_language(text: str) -> str:
    """ISO 639-1 code of the text's language."""
    import py3langid

    code, _ = py3langid.classify(text[:_SAMPLE])
    return str(code)


def refuse_foreign(text: str, language: str, name: str) -> None:
    """Raises NotAnArticle for a text that is clearly not Indonesian; short texts are let through."""
    sample = text[:_SAMPLE]
    if len(sample) < _MIN_LENGTH or language in _ACCEPTED:
        return
    words = sample.split()
    if len(_COMMON_WORDS.findall(sample)) < _MIN_COMMON_SHARE * len(words):
        raise NotAnArticle(
            f"{name}: the text is not Indonesian (language {language}); only Indonesian articles are read."
        )
