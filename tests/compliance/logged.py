"""A ledger with an audit log and a little story in it, and the ways in which somebody may tamper with its file."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from conversation.audit import AuditKeys
from conversation.consent import SuppressionReason
from conversation.control import hand_back, take_over
from conversation.conversation import Conversation
from conversation.fence import hold
from conversation.ledger import Books, Ledger
from conversation.message import Author, Body, Purpose
from conversation.outbox import OutboxState
from conversation.receiving import receive
from conversation.sending import Claimed, claim, queue, settle
from conversation.suppression import suppress
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW, draft_by, seed, talk_to, text_from

KEYS = AuditKeys(b"a secret that no database holds")
SHOPPERS = ("+13035550111", "+13035550112", "+13035550113")
MINUTE = timedelta(minutes=1)


async def tell_story(ledger: Ledger) -> None:
    """Three shoppers write, the AI answers, Dana takes over and hands back; the last shopper opts out."""
    await ledger.write(seed)
    for place, phone in enumerate(SHOPPERS):
        talk = await ledger.write(lambda books, phone=phone: talk_to(books, phone))
        await ledger.write(lambda books, phone=phone: receive(books, text_from(phone, f"hello from {phone}"), NOW))
        await ledger.write(lambda books, talk=talk, place=place: _answer(books, talk, NOW + MINUTE * place))
        await ledger.write(lambda books, talk=talk: take_over(books, MERCHANT.id, talk.id, DANA, NOW + MINUTE * 5))
        await ledger.write(lambda books, talk=talk: hand_back(books, MERCHANT.id, talk.id, DANA, NOW + MINUTE * 6))
    await ledger.write(
        lambda books: suppress(books, MERCHANT.id, SHOPPERS[-1], SuppressionReason.OPT_OUT, "STOP", NOW + MINUTE * 7)
    )


def _answer(books: Books, talk: Conversation, now: object) -> None:
    with hold(books, talk.merchant_id, talk.id, NOW) as held:
        draft = replace(draft_by(Author.AI, held.row), body="Your cart is still here.")
        message = queue(held, draft, Body(draft.body), Purpose.REPLY, ALLOW)
    claimed = claim(books, MERCHANT.id, message.id, "wrk_1", NOW)
    assert isinstance(claimed, Claimed)
    settle(books, claimed.row, OutboxState.SENT, NOW, provider_id=f"SM{message.id}")


Tamper = Callable[[sqlite3.Connection, random.Random], None]


def tamper(path: Path, act: Tamper, chance: random.Random) -> None:
    """Do what somebody does who may write the database: without triggers, and without the key."""
    with closing(sqlite3.connect(path)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        act(raw, chance)
        raw.commit()


def edit(raw: sqlite3.Connection, chance: random.Random) -> None:
    number = _pick(raw, chance)
    column = chance.choice(["facts", "mac", "at"])
    if column == "at":
        raw.execute("UPDATE audit SET at = at + ? WHERE number = ?", (chance.choice([-1, 1, 60_000]), number))
        return
    (words,) = raw.execute(f"SELECT {column} FROM audit WHERE number = ?", (number,)).fetchone()
    raw.execute(f"UPDATE audit SET {column} = ? WHERE number = ?", (_with_another_letter(words, chance), number))


def drop(raw: sqlite3.Connection, chance: random.Random) -> None:
    raw.execute("DELETE FROM audit WHERE number = ?", (_pick(raw, chance),))


def drop_and_close_the_gap(raw: sqlite3.Connection, chance: random.Random) -> None:
    number = _pick(raw, chance)
    raw.execute("DELETE FROM audit WHERE number = ?", (number,))
    raw.execute("UPDATE audit SET number = -number WHERE number > ?", (number,))
    raw.execute("UPDATE audit SET number = -number - 1 WHERE number < 0")


def reorder(raw: sqlite3.Connection, chance: random.Random) -> None:
    one, other = chance.sample([number for (number,) in raw.execute("SELECT number FROM audit")], 2)
    raw.execute("UPDATE audit SET number = -1 WHERE number = ?", (one,))
    raw.execute("UPDATE audit SET number = ? WHERE number = ?", (one, other))
    raw.execute("UPDATE audit SET number = ? WHERE number = -1", (other,))


def cut_the_tail(raw: sqlite3.Connection, chance: random.Random) -> None:
    raw.execute("DELETE FROM audit WHERE number >= ?", (_pick(raw, chance),))


def recompute(raw: sqlite3.Connection, chance: random.Random) -> None:
    """Change an entry and write it and all that follow anew, with a key that is not ours."""
    from conversation.store_sql.audit import _entry_of

    start = _pick(raw, chance)
    rows = raw.execute("SELECT number, at, facts, mac FROM audit ORDER BY number").fetchall()
    foreign = AuditKeys(chance.randbytes(16))
    previous = ""
    for number, at, facts, mac in rows:
        if number >= start:
            entry = _entry_of(MERCHANT.id, (number, at + 1, facts, mac))
            mac = foreign.mac(MERCHANT.id, number, entry.at, entry.facts, previous)
            raw.execute("UPDATE audit SET at = ?, mac = ? WHERE number = ?", (at + 1, mac, number))
        previous = mac


ACTS: tuple[Tamper, ...] = (edit, drop, drop_and_close_the_gap, reorder, cut_the_tail, recompute)


def _pick(raw: sqlite3.Connection, chance: random.Random) -> int:
    numbers: list[int] = [number for (number,) in raw.execute("SELECT number FROM audit ORDER BY number")]
    return chance.choice(numbers)


def _with_another_letter(words: str, chance: random.Random) -> str:
    place = chance.randrange(len(words))
    other = chance.choice([letter for letter in "0123456789abcdef" if letter != words[place]])
    return words[:place] + other + words[place + 1 :]
