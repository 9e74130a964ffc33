"""The model as a component of a spaCy pipeline: fills `doc.ents` and `token.pos`."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.entities.find import label_sentences, name_spans


@Language.component("pantau_names", requires=["token.is_sent_start"], assigns=["doc.ents", "token.pos"])
def mark_names(doc: Doc) -> Doc:
    """Names and parts of speech by the shipped model; needs sentences."""
    kept = ([token for token in sentence if not token.is_space] for sentence in doc.sents)
    sentences = [tokens for tokens in kept if tokens]
    answers = label_sentences([[token.text for token in tokens] for tokens in sentences])
    found = []
    for tokens, labels in zip(sentences, answers, strict=True):
        for token, tag in zip(tokens, labels.tags, strict=True):
            token.pos_ = tag
        spans = name_spans(labels.names)
        found += [Span(doc, tokens[start].i, tokens[end - 1].i + 1, kind) for start, end, kind in spans]
    doc.set_ents(found)
    return doc
