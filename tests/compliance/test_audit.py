"""The audit log: whatever is changed behind Twolane's back is found, and what cannot be proven is said."""

import random
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from compliance.audit import Anchor, FlawKind, Verification, verify
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.audit import AuditKeys, FactKind
from conversation.conversation import Conversation
from conversation.ledger import Books, Ledger, Reader
from conversation.store_memory import MemoryLedger
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.reader import SqlReader
from conversation.store_sql.session import SqliteSession
from tests.compliance.logged import ACTS, KEYS, SHOPPERS, Tamper, cut_the_tail, tamper, tell_story
from tests.conversation.world import MERCHANT, NOW, SHOPPER, talk_to


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def logged(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    """A ledger of each kind with the story in it."""
    if request.param == "memory":
        ledger: Ledger = MemoryLedger(audit=KEYS)
    else:
        url = f"sqlite:///{tmp_path / 'l.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
        ledger = await open_ledger(url, audit=KEYS)
    await tell_story(ledger)
    yield ledger
    await ledger.close()


@pytest.fixture
async def kept(tmp_path: Path) -> Path:
    """The story in a SQLite file that nobody has open."""
    path = tmp_path / "kept.db"
    ledger = await open_ledger(f"sqlite:///{path}", audit=KEYS)
    await tell_story(ledger)
    await ledger.close()
    return path


def reading(path: Path, anchor: Anchor | None = None) -> Verification:
    with closing(sqlite3.connect(path)) as raw:
        return verify(SqlReader(SqliteSession(raw)), KEYS, MERCHANT.id, anchor)


def head_of(path: Path) -> Anchor:
    with closing(sqlite3.connect(path)) as raw:
        return Anchor(SqlReader(SqliteSession(raw)).audit_head(MERCHANT.id), NOW)


async def test_an_untouched_log_is_sound_and_vouches_for_every_row(logged: Ledger) -> None:
    found = await logged.read(lambda books: verify(books, KEYS, MERCHANT.id))
    assert (found.flaws, found.older, found.erased) == ([], 0, 0)
    assert found.entries > 10
    assert found.compared == await logged.read(_rows)


SENSITIVE = (ActKind.ROLE_CHANGED, ActKind.KEY_MADE, ActKind.SETTINGS_CHANGED, ActKind.EXPORTED)


async def test_what_is_done_to_the_house_itself_is_sealed_too(logged: Ledger) -> None:
    before = await logged.read(lambda books: verify(books, KEYS, MERCHANT.id))
    for place, kind in enumerate(SENSITIVE):
        at = NOW + timedelta(minutes=10 + place)
        await logged.write(
            lambda books, kind=kind, at=at: record_act(books, Doer("usr_dana"), kind, "x", [MERCHANT.id], at, by="key")
        )
    found = await logged.read(lambda books: verify(books, KEYS, MERCHANT.id))
    assert (found.flaws, found.compared) == ([], before.compared + len(SENSITIVE))


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("UPDATE acts SET actor = 'usr_eve'", FlawKind.ROW_ALTERED),
        ("UPDATE acts SET details = '{}'", FlawKind.ROW_ALTERED),
        ("DELETE FROM acts", FlawKind.ROW_MISSING),
        (
            "INSERT INTO acts (id, merchant_id, kind, actor, target, address, details, at)"
            " SELECT 'act_2', merchant_id, kind, actor, target, address, details, at FROM acts",
            FlawKind.ROW_UNACCOUNTED,
        ),
    ],
)
async def test_an_act_that_is_tampered_with_is_found(tmp_path: Path, act: str, kind: FlawKind) -> None:
    path = tmp_path / "kept.db"
    ledger = await open_ledger(f"sqlite:///{path}", audit=KEYS)
    await tell_story(ledger)
    role = ActKind.ROLE_CHANGED
    await ledger.write(
        lambda books: record_act(books, Doer("usr_dana"), role, "usr_omar", [MERCHANT.id], NOW, after="lead")
    )
    await ledger.close()
    tamper(path, lambda raw, chance: raw.execute(act) and None, random.Random(1))
    assert [flaw.kind for flaw in reading(path).flaws] == [kind]


def _rows(books: Reader) -> int:
    talks = books.conversations((MERCHANT.id,))
    reads = (books.messages, books.events, books.outbox_rows)
    told = sum(len(read(MERCHANT.id, talk.id)) for talk in talks for read in reads)
    numbers = [len(books.consent_events(MERCHANT.id, phone)) for phone in SHOPPERS]
    return told + sum(numbers) + 1  # and one suppression


async def test_no_number_and_no_word_is_in_the_log(logged: Ledger) -> None:
    entries = await logged.read(lambda books: books.audit_entries(MERCHANT.id))
    told = " ".join(str(entry) for entry in entries)
    assert not any(phone in told or phone[2:] in told for phone in SHOPPERS)
    assert "cart is still" not in told and "STOP" not in told


async def test_a_command_that_fails_leaves_no_entry(logged: Ledger) -> None:
    before = await logged.read(lambda books: books.audit_head(MERCHANT.id))

    def command(books: Books) -> None:
        talk_to(books, "+13035550199")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await logged.write(command)
    assert await logged.read(lambda books: books.audit_head(MERCHANT.id)) == before


async def test_a_key_once_given_stays_and_once_destroyed_is_gone(logged: Ledger) -> None:
    await logged.write(lambda books: books.add_audit_key(MERCHANT.id, "ctc_x", b"k"))
    assert await logged.read(lambda books: books.audit_key(MERCHANT.id, "ctc_x")) == b"k"
    await logged.write(lambda books: books.destroy_audit_key(MERCHANT.id, "ctc_x"))
    assert await logged.read(lambda books: books.audit_key(MERCHANT.id, "ctc_x")) is None


async def test_without_keys_nothing_is_logged() -> None:
    ledger = MemoryLedger()
    await tell_story(ledger)
    assert await ledger.read(lambda books: books.audit_entries(MERCHANT.id)) == ()


async def test_the_wrong_key_proves_nothing(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as raw:
        found = verify(SqlReader(SqliteSession(raw)), AuditKeys(b"another"), MERCHANT.id)
    assert {flaw.kind for flaw in found.flaws} >= {FlawKind.ENTRY_ALTERED}


async def test_rows_from_before_the_log_are_counted_and_not_accused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'late.db'}"
    ledger = await open_ledger(url)
    await tell_story(ledger)
    await ledger.close()
    late = await open_ledger(url, audit=KEYS)
    found = await late.read(lambda books: verify(books, KEYS, MERCHANT.id))
    await late.close()
    assert (found.flaw_count, found.entries) == (0, 0)
    assert found.older > 10


@pytest.mark.parametrize("act", ["UPDATE audit SET mac = 'x'", "DELETE FROM audit"])
async def test_the_database_itself_refuses_to_change_the_log(kept: Path, act: str) -> None:
    with closing(sqlite3.connect(kept)) as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(act)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("UPDATE bodies SET composed = 'Your cart is gone.'", FlawKind.ROW_ALTERED),
        ("UPDATE messages SET traffic_type = 'A2P', author = 'template' WHERE author = 'ai'", FlawKind.ROW_ALTERED),
        ("UPDATE events SET actor = 'usr_omar' WHERE actor = 'usr_dana'", FlawKind.ROW_ALTERED),
        ("UPDATE suppressions SET lifted_at = since", FlawKind.ROW_ALTERED),
        ("UPDATE outbox SET state = 'cancelled'", FlawKind.ROW_ALTERED),
        ("DELETE FROM events WHERE kind = 'control.taken_over'", FlawKind.ROW_MISSING),
        ("DELETE FROM audit_keys", FlawKind.KEY_MISSING),
        (
            "INSERT INTO events SELECT id || 'x', merchant_id, conversation_id, kind, actor, details, number + 900,"
            " after_seq, at, salt FROM events WHERE kind = 'control.taken_over' LIMIT 1",
            FlawKind.ROW_UNACCOUNTED,
        ),
    ],
)
async def test_a_row_changed_behind_the_log_is_found(kept: Path, act: str, kind: FlawKind) -> None:
    tamper(kept, lambda raw, _: raw.execute(act) and None, random.Random(1))
    assert kind in {flaw.kind for flaw in reading(kept).flaws}


def alterations(kept: Path, rounds: int, seed: int) -> list[str]:
    """Return the alterations that went unfound."""
    chance, anchor = random.Random(seed), head_of(kept)
    unfound = []
    for number in range(rounds):
        act: Tamper = ACTS[number % len(ACTS)]
        victim = kept.with_name(f"{kept.name}-{number}")
        shutil.copy(kept, victim)
        tamper(victim, act, chance)
        if not reading(victim, anchor).flaw_count:
            unfound.append(f"{act.__name__} in round {number} of seed {seed}")
        victim.unlink()
    return unfound


async def test_random_alterations_are_found(kept: Path) -> None:
    assert alterations(kept, 60, seed=20261127) == []


@pytest.mark.prove
async def test_a_thousand_random_alterations_are_found(kept: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    unfound = alterations(kept, 1000, seed)
    print(f"\n1000 alterations of the audit log (seed {seed}): {1000 - len(unfound)} found, {len(unfound)} not")
    assert unfound == []


async def test_without_an_anchor_a_cut_tail_shows_in_the_rows_only(kept: Path) -> None:
    tamper(kept, cut_the_tail, random.Random(3))
    found = reading(kept)
    assert {flaw.kind for flaw in found.flaws} <= {FlawKind.ROW_UNACCOUNTED, FlawKind.ROW_ALTERED}


async def test_a_conversation_keeps_its_key(logged: Ledger) -> None:
    """Two processes would otherwise seal under keys of their own."""
    talk: Conversation = await logged.write(lambda books: talk_to(books, SHOPPER))
    key = await logged.read(lambda books: books.audit_key(MERCHANT.id, talk.contact_id))
    assert key is not None
    again = await logged.write(lambda books: books.add_audit_key(MERCHANT.id, talk.contact_id, b"other"))
    assert again == key
    assert FactKind.MESSAGE in {
        fact.kind for entry in await logged.read(lambda b: b.audit_entries(MERCHANT.id)) for fact in entry.facts
    }
