"""Words to be found again: SQLite keeps them in FTS5, Postgres as a tsvector. Both follow the rows of `searchable`.

One more row costs FTS5 as much as a hundred in the same transaction: rows are indexed some at a time, and until then
they are read one by one.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, insert, select, text
from sqlalchemy.dialects import postgresql

from conversation.contact import Contact
from conversation.ids import MerchantId
from conversation.message import Body, Message
from conversation.searching import Found, Sought, TextFound, is_beginning, is_in, words_of_contact, words_of_text
from conversation.store_sql import tables
from conversation.store_sql.recordset import inserting
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

MERGED_PAGES = 500
"""How much of the index is rewritten in one transaction: some 40 ms."""
BETWEEN_IDS = "\x1f"

_row = tables.searchable.c
_IN_SQLITE = text(
    "SELECT searchable.merchant_id, contact_id, conversation_id, message_id"
    " FROM search_index JOIN searchable ON searchable.number = search_index.rowid"
    " WHERE search_index MATCH :query ORDER BY search_index.rowid DESC LIMIT :limit"
)
_IN_POSTGRES = text(
    "SELECT merchant_id, contact_id, conversation_id, message_id FROM searchable"
    " WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:query AS tsquery)"
    " AND merchant_id = ANY(string_to_array(:merchants, chr(31))) AND (contact_id IS NULL) = :is_text"
    " ORDER BY number DESC LIMIT :limit"
)
_mark = select(tables.search_mark.c.number).where(tables.search_mark.c.id == 1).scalar_subquery()
_next = select(_row.number).where(_row.number > _mark).order_by(_row.number).limit(bindparam("most")).subquery()
_END = Statement(lambda _: select(func.max(_next.c.number)))
_FRESH = Statement(
    lambda _: (
        select(_row.merchant_id, _row.contact_id, _row.conversation_id, _row.message_id, _row.words)
        .where(_row.number > _mark, _row.contact_id.is_(None) == bindparam("is_text"))
        .order_by(_row.number.desc())
    )
)
_INDEX = Statement(
    lambda _: text(
        "INSERT INTO search_index (rowid, owner, words)"
        " SELECT number, CASE WHEN contact_id IS NULL THEN 't' ELSE 'c' END || hex(merchant_id), words FROM searchable"
        " WHERE number > (SELECT number FROM search_mark) AND number <= :end ORDER BY number"
    )
)
_MARK = Statement(lambda _: text("UPDATE search_mark SET number = :end"))
_SEARCH = Statement(lambda dialect: _IN_SQLITE if dialect == "sqlite" else _IN_POSTGRES)
_NAMES = ("merchant_id", "words", "contact_id", "conversation_id", "message_id")
_ADD = Statement(
    lambda _: insert(tables.searchable).values({name: bindparam(name) for name in _NAMES}),
    lambda names: inserting(postgresql.insert(tables.searchable), names),
)
_WORDS = Statement(lambda _: select(_row.words).where(_row.contact_id == bindparam("contact_id")))
_DROP_CONTACT = Statement(lambda _: delete(tables.searchable).where(_row.contact_id == bindparam("contact_id")))
_DROP_TEXT = Statement(lambda _: delete(tables.searchable).where(_row.message_id == bindparam("message_id")))
_MERGE = Statement(lambda _: text("INSERT INTO search_index (search_index, rank) VALUES ('merge', :pages)"))
_CHANGES = Statement(lambda _: text("SELECT total_changes()"))


def search(session: Session, merchants: tuple[MerchantId, ...], sought: Sought, limit: int) -> Found:
    """Return up to `limit` contacts and as many texts, those stored last first."""
    if not merchants:
        return Found()
    contacts = _rows(session, merchants, sought.of_contacts, limit, is_text=False)
    texts = _rows(session, merchants, sought.words, limit, is_text=True)
    return Found(
        tuple((merchant_id, contact_id) for merchant_id, contact_id, _, _ in contacts),
        tuple(TextFound(merchant_id, talk, message_id) for merchant_id, _, talk, message_id in texts),
    )


def store_contact(session: Session, contact: Contact) -> None:
    """Make a contact findable by name and number as they are now."""
    words, subject = words_of_contact(contact.name, contact.phone), {"contact_id": contact.id}
    stored = session.first(_WORDS, subject)
    if stored is not None and stored[0] == words:
        return
    if stored is not None:
        session.run(_DROP_CONTACT, subject)
    no_text = {"conversation_id": None, "message_id": None}
    session.run(_ADD, {"merchant_id": contact.merchant_id, "words": words, **subject, **no_text})


def drop_contact(session: Session, contact: Contact) -> None:
    session.run(_DROP_CONTACT, {"contact_id": contact.id})


def store_text(session: Session, message: Message, body: Body) -> None:
    """Make a text findable by its author's words."""
    store_texts(session, [(message, body)])


def store_texts(session: Session, texts: Sequence[tuple[Message, Body]]) -> None:
    """Make texts findable by their authors' words."""
    rows = [_row_of(message, words) for message, body in texts if (words := words_of_text(body.composed))]
    session.run_all(_ADD, rows)


def _row_of(message: Message, words: str) -> Values:
    place = {"conversation_id": message.conversation_id, "message_id": message.id}
    return {"merchant_id": message.merchant_id, "words": words, "contact_id": None, **place}


def drop_text(session: Session, message: Message) -> None:
    session.run(_DROP_TEXT, {"message_id": message.id})


def index(session: Session, most: int) -> bool:
    """Index up to `most` rows that are not yet; False where there was none."""
    if session.dialect != "sqlite":
        return False
    row = session.first(_END, {"most": most})
    if row is None or row[0] is None:
        return False
    session.run(_INDEX, {"end": row[0]})
    session.run(_MARK, {"end": row[0]})
    return True


def merge(session: Session) -> bool:
    """Rewrite a part of SQLite's index, whose older segments still name what was dropped; False once all are one.

    Postgres overwrites what was dropped when it vacuums.
    """
    if session.dialect != "sqlite":
        return False
    before = _total_changes(session)
    session.run(_MERGE, {"pages": -MERGED_PAGES})  # below zero: into one segment
    return _total_changes(session) - before > 1


def _total_changes(session: Session) -> int:
    row = session.first(_CHANGES, {})
    return int(row[0]) if row is not None else 0


def _rows(
    session: Session, merchants: tuple[MerchantId, ...], words: tuple[str, ...], limit: int, *, is_text: bool
) -> list[tuple[str, str, str, str]]:
    values: Values
    if session.dialect == "sqlite":
        fresh = [
            (owner, *place)
            for owner, *place, stored in session.all(_FRESH, {"is_text": is_text})
            if owner in merchants and is_in(words, stored)
        ]
        values = {"query": _fts5(merchants, words, is_text=is_text), "limit": limit}
    else:
        fresh = []
        values = {
            "query": _tsquery(words),
            "merchants": BETWEEN_IDS.join(merchants),
            "is_text": is_text,
            "limit": limit,
        }
    return [(one, two, three, four) for one, two, three, four in [*fresh, *session.all(_SEARCH, values)]][:limit]


def _fts5(merchants: tuple[MerchantId, ...], words: tuple[str, ...], *, is_text: bool) -> str:
    """Write the query. Whose words they are is a word among them, so that a stranger's are not even read."""
    kind = "t" if is_text else "c"
    owners = " OR ".join(f"{kind}{merchant_id.encode().hex()}" for merchant_id in merchants)
    *whole, last = words
    every = [*(f'"{word}"' for word in whole), f'"{last}" *' if is_beginning(last) else f'"{last}"']
    return f"owner : ({owners}) AND words : ({' AND '.join(every)})"


def _tsquery(words: tuple[str, ...]) -> str:
    *whole, last = words
    return " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*" if is_beginning(last) else f"'{last}'"])
