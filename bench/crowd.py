"""A crowded SQLite ledger, written in bulk: many shoppers of a few merchants, with texts, cases and a busy queue.

Rows are those that the ledger itself would write, encoded by its own codecs; only the way they get in is shorter.
"""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.dialects import sqlite

from api.sample_world import MERCHANT, SENDER
from bench.world import settled, text, verdict
from conversation.case import Case, CaseState
from conversation.clock import to_milliseconds
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.escalation import Escalation, EscalationReason, Priority
from conversation.event import Event, EventKind
from conversation.exchange import Exchange
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books
from conversation.message import Author, Direction, Message, Origin, Purpose, TrafficType
from conversation.reading import Reading
from conversation.role import Role
from conversation.searching import words_of_contact, words_of_text
from conversation.store_sql import entities, tables
from conversation.store_sql.codec import Codec
from conversation.store_sql.rows import Rows
from conversation.store_sql.searching import index
from conversation.store_sql.session import SqliteSession
from conversation.store_sql.sqlite_files import connect_to_write
from conversation.user import User

NOW = datetime(2027, 6, 15, 16, 0, tzinfo=UTC)
MERCHANTS = tuple(
    replace(MERCHANT, id=f"mer_{place}", name=f"Store {place}", shop_domain=f"store{place}.example")
    for place in range(4)
)
LEAD = User("usr_lead", "Lena", {merchant.id: Role.ADMIN for merchant in MERCHANTS})
BATCH = 5_000
TEXTS = 10
"""In each conversation."""

FIRST = ("Noah", "Maria", "Liam", "Olivia", "Chen", "Amara", "Jose", "Zoë", "Ivan", "Priya", "Tom", "Aisha", "Luca")
LAST = ("Brown", "Garcia", "Smith", "Nguyen", "Okafor", "Silva", "Kim", "Müller", "Rossi", "Patel", "Haddad", "Sato")
SHOPPERS_SAY = (
    "Is the {thing} still in my cart?",
    "Does the {thing} come in {colour}? I would like it for my trip",
    "When would it arrive if I order the {thing} today",
    "that is too expensive for me, is there a discount on the {colour} one",
    "yes please, thanks",
    "I want to return order {number}, the {thing} is broken",
)
WE_SAY = (
    "It is, in {colour} and in your size. Tell me if you would like the link to finish the order.",
    "The {thing} ships in two days and returns are free for thirty days.",
    "You can finish your order here, the {thing} in {colour} is kept for you.",
)
THINGS = ("jacket", "backpack", "tent", "lantern", "kettle", "hammock", "stove", "bottle", "compass", "blanket")
COLOURS = ("blue", "green", "red", "black", "sand", "teal", "rust", "slate")
CROWD = {"closed": 640, "ai": 335, "escalated": 17, "human": 8}
"""Of a thousand conversations, how many are in whose hands."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation to be written."""

    number: int
    merchant_id: MerchantId
    contact: Contact
    row: Conversation
    began: datetime


def seed_crowd(books: Books) -> None:
    """Write the merchants, their numbers and the person who looks."""
    for place, merchant in enumerate(MERCHANTS):
        books.save_merchant(merchant)
        books.save_sender(replace(SENDER, id=f"snd_{place}", merchant_id=merchant.id, phone=f"+1888555020{place}"))
    books.save_user(LEAD)


def write_crowd(path: Path, conversations: int) -> None:
    """Write `conversations` of `TEXTS` texts each into a ledger that has the merchants already."""
    with closing(connect_to_write(path)) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("PRAGMA cache_size=-200000")
        raw.execute("BEGIN")
        talks = [_talk(random.Random(number), number, conversations) for number in range(conversations)]
        _Bulk(raw, tables.contacts).write(_encoded(entities.CONTACTS, (talk.contact for talk in talks)))
        _Bulk(raw, tables.conversations).write(_encoded(entities.CONVERSATIONS, (talk.row for talk in talks)))
        _Bulk(raw, tables.exchanges).write(_encoded(entities.EXCHANGES, (_exchange(talk) for talk in talks)))
        waiting = [talk for talk in talks if talk.row.control in (Control.ESCALATED, Control.HUMAN)]
        _Bulk(raw, tables.cases).write(_encoded(entities.CASES, (_case(talk) for talk in waiting)))
        _Bulk(raw, tables.readings).write(_encoded(entities.READINGS, (_reading(talk) for talk in talks[::3])))
        _Bulk(raw, tables.searchable).write(_names(talks))
        _write_texts(raw, talks)
        while index(SqliteSession(raw), BATCH):
            pass
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _talk(chance: random.Random, number: int, many: int) -> Talk:
    merchant = MERCHANTS[number % len(MERCHANTS)]
    began = NOW - timedelta(days=180) * (1 - number / many) - timedelta(hours=2)
    phone = f"+1{200 + number // 10_000:03}555{number % 10_000:04}"
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    contact = Contact(new_id("cnt", began), merchant.id, phone, name, began, region="CO", timezone="America/Denver")
    control = Control(chance.choices(list(CROWD), list(CROWD.values()))[0])
    row = Conversation(
        id=new_id("cvn", began),
        merchant_id=merchant.id,
        contact_id=contact.id,
        sender_id=f"snd_{number % len(MERCHANTS)}",
        exchange_id=new_id("exc", began),
        control=control,
        epoch=1,
        opened_at=began,
        updated_at=began + timedelta(minutes=TEXTS),
        holder=(LEAD.id if number % 5 == 0 else "usr_other") if control is Control.HUMAN else None,
        last_seq=TEXTS,
        last_event=TEXTS // 2,
        last_inbound_seq=TEXTS - 1,
        handled_seq=TEXTS - 1 if control in (Control.AI, Control.CLOSED) else TEXTS - 3,
        escalation=Escalation(_reason(number), "", began) if control is Control.ESCALATED else None,
    )
    return Talk(number, merchant.id, contact, row, began)


def _reason(number: int) -> EscalationReason:
    reasons = (EscalationReason.REFUND, EscalationReason.ASKED_FOR_PERSON, EscalationReason.KNOWLEDGE_GAP)
    return EscalationReason.CRISIS if number % 97 == 0 else reasons[number % len(reasons)]


def _exchange(talk: Talk) -> Exchange:
    is_held = talk.row.control is Control.HUMAN
    return Exchange(
        id=talk.row.exchange_id,
        merchant_id=talk.merchant_id,
        conversation_id=talk.row.id,
        traffic_type=TrafficType.A2P,
        epoch=1,
        after_seq=0,
        started_at=talk.began,
        holder=talk.row.holder if is_held else None,
    )


def _case(talk: Talk) -> Case:
    state = (CaseState.WAITING, CaseState.CLAIMED, CaseState.SNOOZED)[(talk.number // 7) % 3]
    holder = talk.row.holder or (LEAD.id if talk.number % 11 == 0 else "usr_other")
    is_claimed = state is CaseState.CLAIMED or talk.row.holder is not None
    return Case(
        id=new_id("cas", talk.began),
        merchant_id=talk.merchant_id,
        conversation_id=talk.row.id,
        state=state,
        reason=_reason(talk.number),
        priority=list(Priority)[talk.number % 4],
        opened_at=talk.began,
        first_reply_due=talk.row.updated_at + timedelta(minutes=15),
        resolution_due=talk.row.updated_at + timedelta(hours=8),
        claimed_by=holder if is_claimed else None,
        claimed_at=talk.began if is_claimed else None,
        snoozed_until=NOW + timedelta(minutes=talk.number % 999) if state is CaseState.SNOOZED else None,
    )


def _reading(talk: Talk) -> Reading:
    return Reading(talk.merchant_id, talk.row.id, LEAD.id, talk.number % TEXTS, NOW)


def _names(talks: Iterable[Talk]) -> Iterator[dict[str, Any]]:
    for talk in talks:
        words = words_of_contact(talk.contact.name, talk.contact.phone)
        yield _words(talk.merchant_id, words, contact_id=talk.contact.id)


def _write_texts(raw: sqlite3.Connection, talks: list[Talk]) -> None:
    """Write texts of all conversations by turns, as they would have come in."""
    into = {table: _Bulk(raw, table) for table in (tables.messages, tables.bodies, tables.searchable)}
    into |= {table: _Bulk(raw, table) for table in (tables.outbox, tables.events)}
    forms = _Forms(talks[0])
    chance = random.Random(7)
    for seq in range(1, TEXTS + 1):
        for some in _batches(talks):
            rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in into}
            for talk in some:
                for table, row in forms.rows(talk, seq, chance):
                    rows[table].append(row)
            for table, made in rows.items():
                into[table].write(made)


class _Forms:
    """Texts, bodies, sends and events, each encoded once and then filled in."""

    def __init__(self, talk: Talk) -> None:
        at = talk.began
        theirs = text(talk.row, 1, at, "")
        ours = replace(
            theirs,
            direction=Direction.OUT,
            author=Author.AI,
            origin=Origin.GENERATED,
            purpose=Purpose.REPLY,
            traffic_type=TrafficType.A2P,
            verdict=verdict(at),
            model="bench-model",
            prompt_hash="0" * 16,
        )
        codec = Codec(Message, apart=("body",))
        self._theirs, self._ours = codec.encode(theirs), codec.encode(ours)
        self._sent = entities.OUTBOX.codec.encode(settled(ours, talk.row, talk.contact.phone))
        self._event = entities.EVENTS.codec.encode(
            Event(
                id="",
                merchant_id="",
                conversation_id="",
                number=0,
                kind=EventKind.TEXT_CLAIMED,
                actor="wrk_before",
                at=at,
                after_seq=0,
                details={"author": "ai"},
            )
        )

    def rows(self, talk: Talk, seq: int, chance: random.Random) -> Iterator[tuple[Table, dict[str, Any]]]:
        """Yield the rows of one text."""
        at = talk.began + timedelta(minutes=seq)
        is_ours, moment = seq % 2 == 0, to_milliseconds(at)
        row_id = new_id("msg", at)
        place = {"merchant_id": talk.merchant_id, "conversation_id": talk.row.id}
        message = {"id": row_id, "seq": seq, "created_at": moment, "exchange_id": talk.row.exchange_id}
        said = _said(chance, is_ours=is_ours)
        yield tables.messages, {**(self._ours if is_ours else self._theirs), **place, **message}
        yield tables.bodies, {"message_id": row_id, "composed": said, "before_text": "", "after_text": "", "salt": None}
        yield tables.searchable, _words(words=words_of_text(said), message_id=row_id, **place)
        if is_ours:
            sent = {"message_id": row_id, "to": talk.contact.phone, "queued_at": moment, "provider_id": f"SM{row_id}"}
            yield tables.outbox, {**self._sent, **place, **sent, "sender_id": talk.row.sender_id}
            event = {"id": new_id("evt", at), "number": seq // 2, "after_seq": seq, "at": moment}
            yield tables.events, {**self._event, **place, **event, "salt": None}


def _said(chance: random.Random, *, is_ours: bool) -> str:
    form = chance.choice(WE_SAY if is_ours else SHOPPERS_SAY)
    return form.format(thing=chance.choice(THINGS), colour=chance.choice(COLOURS), number=chance.randrange(10**6))


def _words(merchant_id: MerchantId, words: str, **found: str) -> dict[str, Any]:
    nothing = {"contact_id": None, "conversation_id": None, "message_id": None}
    return {"merchant_id": merchant_id, "words": words, **nothing, **found}


def _encoded(rows: Rows[Any], made: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return (rows.codec.encode(one) for one in made)


class _Bulk:
    """Inserts many rows into one table."""

    def __init__(self, raw: sqlite3.Connection, table: Table) -> None:
        self._raw = raw
        counted = table.c.number if table is tables.searchable else None
        names = [column.name for column in table.columns if column is not counted]
        dialect = sqlite.dialect(paramstyle="named")
        self._statement = str(insert(table).compile(dialect=dialect, column_keys=names))

    def write(self, rows: Iterable[dict[str, Any]]) -> None:
        self._raw.executemany(self._statement, rows)


def _batches(talks: list[Talk]) -> Iterator[list[Talk]]:
    rest = iter(talks)
    while batch := list(islice(rest, BATCH)):
        yield batch
