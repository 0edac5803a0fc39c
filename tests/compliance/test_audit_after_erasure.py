"""An erasure changes much: the log is sound all the same, and what is altered afterwards is still found."""

import random
from pathlib import Path

import pytest

from conversation.erasing import Request, erase
from conversation.store_sql.opening import open_ledger
from tests.compliance.logged import ACTS, KEYS, SHOPPERS, tamper, tell_story
from tests.compliance.test_audit import alterations, reading
from tests.conversation.world import MERCHANT, NOW

REQUEST = Request("case 77", "asked to be forgotten")


@pytest.fixture
async def erased(tmp_path: Path) -> Path:
    """The story in a SQLite file; then the shopper who opted out was erased, and one of the others."""
    path = tmp_path / "erased.db"
    ledger = await open_ledger(f"sqlite:///{path}", audit=KEYS)
    await tell_story(ledger)
    for phone in (SHOPPERS[0], SHOPPERS[-1]):
        await ledger.write(lambda books, phone=phone: erase(books, MERCHANT.id, phone, REQUEST, KEYS.token, NOW))
    await ledger.close()
    return path


async def test_the_log_is_sound_and_names_who_was_erased(erased: Path) -> None:
    found = reading(erased)
    assert (found.flaws, found.older) == ([], 0)
    assert [erasure.by for erasure in found.erasures] == ["case 77"] * 2


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE messages SET author = 'human' WHERE author = 'ai'",
        "UPDATE outbox SET state = 'cancelled'",
        "UPDATE erasures SET by = 'somebody else'",
        "DELETE FROM erasures",
        "DELETE FROM suppressions",
        "UPDATE suppressions SET lifted_at = since",
        "DELETE FROM consent_events",
        "DELETE FROM audit_keys",
    ],
)
async def test_what_was_kept_cannot_be_altered_unseen(erased: Path, act: str) -> None:
    tamper(erased, lambda raw, _: raw.execute(act) and None, random.Random(1))
    assert reading(erased).flaw_count


async def test_random_alterations_are_found(erased: Path) -> None:
    assert alterations(erased, 5 * len(ACTS), seed=20261128) == []


@pytest.mark.prove
async def test_a_thousand_random_alterations_are_found(erased: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    unfound = alterations(erased, 1000, seed)
    print(f"\n1000 alterations after two erasures (seed {seed}): {1000 - len(unfound)} found, {len(unfound)} not")
    assert unfound == []
