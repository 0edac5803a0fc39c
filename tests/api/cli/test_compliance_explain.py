"""`twolane compliance explain`: a stored verdict, in words and as JSON."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conversation.draft import CauseKind
from conversation.due import DueKind, DueRow, DueState
from conversation.errors import Unknown
from conversation.ledger import Books
from conversation.message import Author, Body, Direction, Message, Origin, Purpose
from conversation.store_sql.opening import open_ledger
from conversation.verdict import note_of
from tests.compliance.cases import NIGHT, RULEBOOK, ask_gate, draft, facts
from tests.conversation.world import MERCHANT, NOW, seed, talk_to
from twolane import app

REMINDER = draft("Hi Noah, your Trail Pack 40L is still in your cart.", CauseKind.CART, "crt_1")


@pytest.fixture
async def data_dir(tmp_path: Path) -> Path:
    def write(books: Books) -> None:
        seed(books)
        talk = talk_to(books)
        allowed, deferred = (ask_gate(REMINDER, facts(), when).verdict for when in (NOW, NIGHT))
        books.add_message(
            Message(
                id="msg_1",
                merchant_id=MERCHANT.id,
                conversation_id=talk.id,
                exchange_id=talk.exchange_id,
                seq=1,
                direction=Direction.OUT,
                author=Author.AI,
                body=Body(REMINDER.body),
                epoch=1,
                created_at=NOW,
                origin=Origin.GENERATED,
                purpose=Purpose.REMINDER,
                verdict=note_of(allowed),
            )
        )
        expires = NIGHT + timedelta(days=1)
        row = DueRow("due_1", MERCHANT.id, talk.id, DueKind.DRAFT, NIGHT, expires, DueState.WAITING, draft=REMINDER)
        books.save_due_row(replace(row, verdict=note_of(deferred)))

    ledger = await open_ledger(f"sqlite:///{tmp_path / 'twolane.db'}")
    await ledger.write(write)
    await ledger.close()
    return tmp_path


def explain(data_dir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["compliance", "explain", "--data-dir", str(data_dir), *arguments])


def test_a_message_is_explained_in_words(data_dir: Path) -> None:
    said = explain(data_dir, "msg_1").output
    assert said.startswith("It could leave until 2026-11-25 04:00 UTC.\nRulebook " + RULEBOOK.version)
    assert "Decided by quiet_hours.federal: Texts leave between 8:00 and 21:00" in said
    assert "passed" in said and "not binding" in said and "Twilio error 30517" in said
    assert "local time there" in said


def test_a_draft_that_waits_is_explained_as_json(data_dir: Path) -> None:
    shown = json.loads(explain(data_dir, "due_1", "--json").output)
    assert (shown["decision"], shown["rule"], shown["is_older"]) == ("defer", "quiet_hours.federal", False)
    (waiting,) = [rule for rule in shown["rules"] if rule["outcome"] == "wait"]
    assert waiting["rule"] == "quiet_hours.federal"
    assert shown["facts"]["purpose"] == "reminder"


def test_an_unknown_id_is_one_typed_error(data_dir: Path) -> None:
    failed = explain(data_dir, "msg_none").exception
    assert isinstance(failed, Unknown) and "msg_none" in str(failed)
