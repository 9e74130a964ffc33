"""The annotator that the operator chose."""

from typing import TYPE_CHECKING

from pipelines.configuration import AnnotatorName, settings

if TYPE_CHECKING:
    from extract.annotate import Annotator


def chosen_annotator(name: AnnotatorName | None = None) -> "Annotator":
    """The annotator of that name; without one, that of the configuration.

    Raises PantauError, saying what to install, where the annotator or its models are missing.
    """
    if (name or settings().annotator) == "spacy":
        from extract.annotate import SPACY

        return SPACY
    from extract.stanza_annotator import StanzaAnnotator

    return StanzaAnnotator(settings().stanza)
