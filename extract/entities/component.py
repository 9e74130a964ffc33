"""The model as a component of a spaCy pipeline: fills `doc.ents` and `token.pos`."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.entities.find import label_sentences


@Language.component("pantau_names", requires=["token.is_sent_start"], assigns=["doc.ents", "token.pos"])
def mark_names(doc: Doc) -> Doc:
    """Names and parts of speech by the shipped model; needs sentences."""
    sentences = [[token for token in sentence if not token.is_space] for sentence in doc.sents]
    sentences = [tokens for tokens in sentences if tokens]
    spans = []
    for tokens, labels in zip(
        sentences, label_sentences([[t.text for t in tokens] for tokens in sentences]), strict=True
    ):
        start = None
        for token, name, tag in zip(tokens, labels.names, labels.tags, strict=True):
            token.pos_ = tag
            if start is not None and not name.startswith("I-"):
                spans.append(Span(doc, start[0], start[1] + 1, start[2]))
                start = None
            if name != "O":
                start = (start[0] if start else token.i, token.i, name[2:])
        if start is not None:
            spans.append(Span(doc, start[0], start[1] + 1, start[2]))
    doc.set_ents(spans)
    return doc
