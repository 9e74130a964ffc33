"""What was withdrawn, known again: so that no crawl, import, replay or extraction brings it back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.withdrawal import Tombstone, WithdrawalRow, Withdrawn, WithdrawnKeyKind, key_digest
from storage.chunks import chunks
from storage.engine import reading, writing
from storage.tables import Document, Withdrawal, WithdrawnKey

_NOT_ASKED = (WithdrawnKeyKind.URL, WithdrawnKeyKind.ADDRESS)
_STORED = (WithdrawnKeyKind.URL, WithdrawnKeyKind.CONTENT)


def list_withdrawals(session: Session) -> list[WithdrawalRow]:
    """All tombstones, the oldest first."""
    addresses: dict[int, list[str]] = defaultdict(list)
    keys = select(WithdrawnKey).where(WithdrawnKey.kind == WithdrawnKeyKind.URL).order_by(WithdrawnKey.digest)
    for key in session.scalars(keys):
        addresses[key.withdrawal_id].append(key.digest)
    own = [name for name in WithdrawalRow.model_fields if name != "url_digests"]
    return [
        WithdrawalRow(**{name: getattr(row, name) for name in own}, url_digests=tuple(addresses[row.id]))
        for row in session.scalars(select(Withdrawal).order_by(Withdrawal.id))
    ]


def tombstones(session: Session) -> list[Tombstone]:
    """All withdrawals with their digests, the oldest first."""
    keys: dict[int, list[tuple[WithdrawnKeyKind, str, int | None]]] = defaultdict(list)
    for key in session.scalars(select(WithdrawnKey).order_by(WithdrawnKey.id)):
        keys[key.withdrawal_id].append((key.kind, key.digest, key.words))
    own = [name for name in Tombstone.model_fields if name != "keys"]
    return [
        Tombstone(**{name: getattr(row, name) for name in own}, keys=tuple(keys[row.id]))
        for row in session.scalars(select(Withdrawal).order_by(Withdrawal.id))
    ]


def add_tombstones(engine: Engine, found: Iterable[Tombstone]) -> int:
    """Stores tombstones with keys that the database does not have; returns how many. Their subjects have no number
    here: another database gave it."""
    added = 0
    with writing(engine) as session:
        known = {stone.keys for stone in tombstones(session)}
        for stone in found:
            if stone.keys in known:
                continue
            row = Withdrawal(**{name: value for name, value in stone if name != "keys"})
            session.add(row)
            session.flush()
            session.add_all(
                WithdrawnKey(withdrawal_id=row.id, kind=kind, digest=digest, words=words)
                for kind, digest, words in stone.keys
            )
            added += 1
    return added


def without_withdrawn(session: Session, urls: Iterable[str]) -> list[str]:
    """The addresses that may be asked for, in their order."""
    wanted = list(urls)
    gone = _known(session, map(key_digest, wanted), _NOT_ASKED)
    return [url for url in wanted if key_digest(url) not in gone] if gone else wanted


def is_withdrawn(session: Session, *, urls: Iterable[str | None] = (), contents: Iterable[str] = ()) -> bool:
    """True where an article of one of the addresses, or a file or text of one of the digests, was withdrawn."""
    addresses = [key_digest(url) for url in urls if url is not None]
    return bool(
        _known(session, addresses, (WithdrawnKeyKind.URL,))
        or _known(session, contents, (WithdrawnKeyKind.CONTENT,))
    )


def refuse_withdrawn(session: Session, subject: str, url: str | None, digest: str) -> None:
    """Raises PantauError where the file or its address was withdrawn."""
    if is_withdrawn(session, urls=[url], contents=[digest]):
        raise PantauError(
            f"{subject} was withdrawn from this database and is not stored again: see `pantau withdraw list`"
        )


def load_withdrawn(engine: Engine) -> Withdrawn:
    """All that must not be stored."""
    by_kind: dict[WithdrawnKeyKind, list[WithdrawnKey]] = defaultdict(list)
    with reading(engine) as session:
        for key in session.scalars(select(WithdrawnKey).order_by(WithdrawnKey.id)):
            by_kind[key.kind].append(key)
    said: dict[int, list[WithdrawnKey]] = defaultdict(list)
    for key in by_kind[WithdrawnKeyKind.SPAN]:
        said[key.withdrawal_id].append(key)
    spans: dict[str, list[WithdrawnKey]] = defaultdict(list)
    for scope in by_kind[WithdrawnKeyKind.SCOPE]:
        spans[scope.digest] += said[scope.withdrawal_id]
    gone = (key.digest for kind in _STORED for key in by_kind[kind])
    names = _by_size(by_kind[WithdrawnKeyKind.NAME])
    return Withdrawn(frozenset(gone), names, {scope: _by_size(keys) for scope, keys in spans.items()})


def forget_document(engine: Engine, document_id: int) -> None:
    """Deletes a document that yields a withdrawn article."""
    with writing(engine) as session:
        session.execute(delete(Document).where(Document.id == document_id))


def _by_size(keys: Iterable[WithdrawnKey]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key in keys:
        found[key.words or 0].add(key.digest)
    return {size: frozenset(digests) for size, digests in found.items()}


def _known(session: Session, digests: Iterable[str], kinds: Sequence[WithdrawnKeyKind]) -> set[str]:
    query = select(WithdrawnKey.digest).where(WithdrawnKey.kind.in_(kinds))
    found: set[str] = set()
    for some in chunks(digests):
        found.update(session.scalars(query.where(WithdrawnKey.digest.in_(some))))
    return found
