"""What was withdrawn, kept out of what is read: articles are dropped, words blanked before they are extracted."""

from collections.abc import Iterable

from sqlalchemy import Engine

from models.article import Article
from models.stored import StoredDocument
from models.withdrawal import Withdrawn, blank_words, key_digest
from storage.blanking import blank_document
from storage.types import digest_of, text_digest


def is_gone(document: StoredDocument, article: Article, withdrawn: Withdrawn) -> bool:
    """True where the document yields a withdrawn article, by an address or by its text."""
    if not withdrawn.gone:
        return False
    keys = {*map(key_digest, _addresses(document, article)), text_digest(article.text)}
    return not withdrawn.gone.isdisjoint(keys)


def blanked(engine: Engine, document: StoredDocument, article: Article, withdrawn: Withdrawn) -> Article:
    """The article without withdrawn names and spans, each text as long as before; its stored pages lose them too."""
    if not withdrawn.names and not withdrawn.spans:
        return article
    files = [digest_of([document.pages[0].body])] if document.path is not None else []
    scopes = [*map(key_digest, _addresses(document, article)), *files]
    said = [withdrawn.spans[scope] for scope in scopes if scope in withdrawn.spans]

    def clear(text: str) -> str:
        for known in said:
            text = blank_words(text, known, with_parts=False)
        return blank_words(text, withdrawn.names, with_parts=True)

    fields = ("title", "text", "author")
    found = {name: value for name in fields if (value := getattr(article, name)) is not None}
    changes = {name: cleared for name, value in found.items() if (cleared := clear(value)) != value}
    if not changes:
        return article
    blank_document(engine, document.document_id, clear)
    return article.model_copy(update=changes)


def _addresses(document: StoredDocument, article: Article) -> Iterable[str]:
    pages = () if document.path is not None else (page.url for page in document.pages)
    return {url for url in (document.url, article.url, *pages) if url is not None}
