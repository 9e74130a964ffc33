"""Withdrawals: an article, a person's name or some characters leave the database for good; a tombstone stays.

Each is one transaction. What was made from it goes at once or is blanked; what has to be counted anew (persons, claims,
stories) waits for the next `pantau resolve`, blanked texts for the next `pantau process`.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, delete, or_, select, text
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.withdrawal import (
    BLOCK,
    WithdrawalKind,
    WithdrawalRow,
    WithdrawnKeyKind,
    is_name_enough,
    key_digest,
    words_digest,
    words_of,
)
from storage.blanking import (
    Words,
    articles_with,
    blank_articles,
    blank_everywhere,
    blank_pages,
    runs_of,
    whole_words,
)
from storage.engine import writing
from storage.search.borne import rebuild_words
from storage.search.rows import index_articles
from storage.tables import (
    ArchiveCapture,
    ArticleVersion,
    Document,
    FrontierEntry,
    GateDecision,
    OfficialRecord,
    PersonLink,
    PersonProfile,
    PersonRecord,
    Problem,
    Review,
    StoredArticle,
    StoredPage,
    Withdrawal,
    WithdrawnKey,
)
from storage.types import now, text_digest
from storage.withdrawn import list_withdrawals
from storage.withdrawn_things import forget_person, left_without

Keys = set[tuple[WithdrawnKeyKind, str, int | None]]


def withdraw_article(engine: Engine, article: int | str, *, reason: str, by: str) -> WithdrawalRow:
    """Deletes an article, given by its key or an address, with its pages, texts, facts and what only they told.

    An address that is not stored is kept from being stored. Raises PantauError for an unknown key, and without a
    reason or a name.
    """
    with writing(engine) as session:
        _overwrite(session)
        stored = _article(session, article)
        withdrawal = _entomb(session, WithdrawalKind.ARTICLE, stored.id if stored else None, reason, by)
        urls = {article} if isinstance(article, str) else set[str]()
        contents: set[str] = set()
        if stored is not None:
            urls |= _addresses(session, stored)
            contents |= _contents(session, stored)
            with left_without(session, stored.id):
                session.execute(delete(Document).where(Document.id.in_(_documents(stored.id))))
                session.execute(delete(StoredArticle).where(StoredArticle.id == stored.id))
        _forget_addresses(session, urls, stored.id if stored else None)
        keys: Keys = {(WithdrawnKeyKind.URL, key_digest(url), None) for url in urls}
        _remember(session, withdrawal, keys | {(WithdrawnKeyKind.CONTENT, one, None) for one in contents})
        return _told(session, withdrawal)


def withdraw_person(engine: Engine, person_id: int, *, reason: str, by: str) -> WithdrawalRow:
    """Deletes a person with offices and statements, and blanks the name wherever it stands: namesakes' too.

    Words of the name that stand alone are blanked in the articles that have the whole name. Raises PantauError for an
    unknown person, for a name of one word, and without a reason or a name.
    """
    with writing(engine) as session:
        _overwrite(session)
        names = _names(session, person_id)
        withdrawal = _entomb(session, WithdrawalKind.PERSON, person_id, reason, by)
        runs = runs_of(name for name in names if is_name_enough(name))
        words = Words(runs, frozenset(word for name in names for word in words_of(name)))
        told_by = forget_person(session, person_id)
        articles = told_by | articles_with(session, words)
        blank_articles(session, articles, words)
        blank_pages(session, Words(runs))
        urls = blank_everywhere(session, Words(runs))
        for table in (
            FrontierEntry,
            GateDecision,
            ArchiveCapture,
        ):  # nobody can ask for an address with blanks
            session.execute(delete(table).where(table.url.contains(BLOCK)))
        stop = {url for url in urls if url}
        keys: Keys = {(WithdrawnKeyKind.ADDRESS, key_digest(url), None) for url in stop}
        names_known = {(WithdrawnKeyKind.NAME, words_digest(run.split()), len(run.split())) for run in runs}
        _remember(session, withdrawal, keys | names_known)
        index_articles(session, sorted(articles))
        return _told(session, withdrawal)


def withdraw_span(
    engine: Engine, article_id: int, start: int, end: int, *, reason: str, by: str
) -> WithdrawalRow:
    """Blanks characters [start, end) of an article's current text, halved words whole, wherever the article has them.

    Raises PantauError for an unknown article, for a place outside its text or without words, and without a reason or a
    name.
    """
    with writing(engine) as session:
        _overwrite(session)
        stored = _article(session, article_id)
        current = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
        version = session.scalars(current.where(ArticleVersion.is_current)).one_or_none()
        if stored is None or version is None:
            raise PantauError(f"article {article_id} has no text: `pantau articles` lists articles")
        first, last = whole_words(version.text, start, end)
        said = version.text[first:last]
        if not 0 <= start < end <= len(version.text) or not words_of(said):
            raise PantauError(
                f"article {article_id} has no words at {start} to {end}: `pantau show {article_id}` prints its text"
            )
        withdrawal = _entomb(session, WithdrawalKind.SPAN, article_id, reason, by, (first, last))
        scopes = {key_digest(url) for url in _addresses(session, stored)} | _contents(session, stored)
        blank_articles(session, [article_id], Words((" ".join(words_of(said)),)))
        keys: Keys = {(WithdrawnKeyKind.SCOPE, scope, None) for scope in scopes}
        size = len(words_of(said))
        _remember(session, withdrawal, keys | {(WithdrawnKeyKind.SPAN, words_digest(words_of(said)), size)})
        index_articles(session, [article_id])
        return _told(session, withdrawal)


def _overwrite(session: Session) -> None:
    """Has SQLite overwrite what is deleted from here on."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def _merge_words(session: Session) -> None:
    """Makes the words of names anew, and SQLite's indexes of words: until then they only mark a word as deleted."""
    rebuild_words(session.connection())
    if session.get_bind().dialect.name == "sqlite":
        for table in ("searched_articles_fts", "searched_statements_fts"):
            session.execute(text(f"INSERT INTO {table} ({table}) VALUES ('optimize')"))


def _article(session: Session, article: int | str) -> StoredArticle | None:
    if isinstance(article, int):
        found = session.get(StoredArticle, article, with_for_update=True)
        if found is None:
            raise PantauError(f"there is no article {article}: `pantau articles` lists them")
        return found
    version = select(Document.article_version_id).where(Document.url == article)
    fetched = select(ArticleVersion.article_id).where(ArticleVersion.id.in_(version))
    query = select(StoredArticle).where(or_(StoredArticle.url == article, StoredArticle.id.in_(fetched)))
    return session.scalars(query.order_by(StoredArticle.id).with_for_update()).first()


def _entomb(
    session: Session,
    kind: WithdrawalKind,
    subject_id: int | None,
    reason: str,
    by: str,
    span: tuple[int | None, int | None] = (None, None),
) -> Withdrawal:
    if not reason.strip() or not by.strip():
        raise PantauError("a withdrawal needs a reason and a name: give --reason and --by")
    row = Withdrawal(
        kind=kind,
        subject_id=subject_id,
        start=span[0],
        end=span[1],
        reason=reason,
        withdrawn_by=by,
        withdrawn_at=now(),
    )
    session.add(row)
    session.flush()
    return row


def _remember(session: Session, withdrawal: Withdrawal, keys: Keys) -> None:
    session.add_all(
        WithdrawnKey(withdrawal_id=withdrawal.id, kind=kind, digest=digest, words=size)
        for kind, digest, size in sorted(keys, key=str)
    )
    session.flush()


def _told(session: Session, withdrawal: Withdrawal) -> WithdrawalRow:
    """The tombstone, once nothing else is to be done."""
    _merge_words(session)
    session.expire_all()
    return next(row for row in list_withdrawals(session) if row.id == withdrawal.id)


def _documents(article_id: int) -> Sequence[int]:
    versions = select(ArticleVersion.id).where(ArticleVersion.article_id == article_id)
    return select(Document.id).where(Document.article_version_id.in_(versions))  # type: ignore[return-value]


def _addresses(session: Session, article: StoredArticle) -> set[str]:
    """Every address that the article was fetched from, by its documents and their pages."""
    documents = _documents(article.id)
    fetched = session.scalars(select(Document.url).where(Document.id.in_(documents)))
    pages = session.scalars(
        select(StoredPage.url)
        .join(Document, Document.id == StoredPage.document_id)
        .where(Document.id.in_(documents), Document.path.is_(None))
    )
    return {url for url in (article.url, *fetched, *pages) if url is not None}


def _contents(session: Session, article: StoredArticle) -> set[str]:
    """Digests of the files that the article was read from, and of its texts."""
    files = session.scalars(select(Document.digest).where(Document.id.in_(_documents(article.id))))
    texts = session.scalars(select(ArticleVersion.text).where(ArticleVersion.article_id == article.id))
    return {*files, *map(text_digest, texts)}


def _forget_addresses(session: Session, urls: Iterable[str], article_id: int | None) -> None:
    """What runs and reviews kept of the article under its addresses."""
    found = list(urls)
    of_address = Review.subject["url"].as_string().in_(found)
    for table, condition in (
        (Document, Document.url.in_(found)),
        (FrontierEntry, FrontierEntry.url.in_(found)),
        (GateDecision, GateDecision.url.in_(found)),
        (ArchiveCapture, ArchiveCapture.url.in_(found)),
        (Problem, Problem.subject.in_(found)),
        (Review, of_address if article_id is None else or_(of_address, Review.article_id == article_id)),
    ):
        session.execute(delete(table).where(condition), execution_options={"synchronize_session": False})


def _names(session: Session, person_id: int) -> set[str]:
    """Every form of the name that is stored of the person."""
    person = session.get(PersonRecord, person_id)
    if person is None:
        raise PantauError(f"there is no person {person_id}: `pantau officials` lists them")
    printed = select(PersonProfile.name).where(PersonProfile.person_id == person_id)
    named = select(OfficialRecord.name).join(PersonLink, PersonLink.official_id == OfficialRecord.id)
    of_articles = session.scalars(named.where(PersonLink.person_id == person_id))
    names = {person.name, *session.scalars(printed), *of_articles}
    if not any(map(is_name_enough, names)):
        raise PantauError(
            f"person {person_id} has a name of one word, which others have too: withdraw the places where it stands "
            "with `pantau withdraw span`"
        )
    return names
