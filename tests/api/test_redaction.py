"""No card number is kept anywhere: not in the ledger, the network's file, the logs or what a person is shown."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from pydantic import SecretStr

from api.log_redaction import Redacting, redact_logs
from api.sample_world import DANA, MERCHANT, NUMBER, seed_store
from api.settings import Settings
from api.stage import PUBLIC_URL, Stage, network_of, open_stage
from api.wiring import open_twolane
from conversation.clock import ScriptedClock
from conversation.event import EventKind
from tools.sample_catalog import sample_catalog

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOPPER = sample_catalog().shoppers[0]
CARD = "4111 1111 1111 1111"
REMOVED = "[card number removed]"


async def say(stage: Stage, *bodies: str) -> str:
    for body in bodies:
        await stage.text(SHOPPER.phone, body)
        await stage.settle()
    conversation = await stage.conversation_of(SHOPPER.phone)
    assert conversation is not None
    return conversation.id


async def test_the_ledger_never_has_a_shopper_s_card_and_an_event_says_that_it_was_removed() -> None:
    async with open_stage(START) as stage:
        talk = await say(stage, f"just charge {CARD} exp 04/28 cvv 123")
        seen = await stage.read(talk)
        assert seen.messages[0].body == f"just charge {REMOVED} exp [expiry removed] cvv [security code removed]"
        noted = [event for event in await stage.events(talk) if event.kind is EventKind.TEXT_REDACTED]
        assert [event.details["kinds"] for event in noted] == ["card number, expiry, security code"]
        assert noted[0].details["message"] == seen.messages[0].id


async def test_a_card_over_two_texts_is_removed_from_the_second() -> None:
    async with open_stage(START) as stage:
        talk = await say(stage, "here is my card", "4111 1111 1111", "1111", "12/27 123")
        said = [text.body for text in (await stage.read(talk)).messages if text.direction == "in"]
        assert said[2:] == [REMOVED, "[expiry removed] [security code removed]"]
        await stage.advance(timedelta(minutes=11))
        await say(stage, "1111")
        said = [text.body for text in (await stage.read(talk)).messages if text.direction == "in"]
        assert said[4:] == ["1111"]


async def test_a_stop_beside_a_card_is_heard() -> None:
    async with open_stage(START) as stage:
        seen = await stage.read(await say(stage, f"{CARD} STOP"))
        assert seen.contact.opted_out
        assert seen.messages[0].body == f"{REMOVED} STOP"


async def test_a_card_alone_is_no_opt_out() -> None:
    async with open_stage(START) as stage:
        seen = await stage.read(await say(stage, CARD))
        assert not seen.contact.opted_out


async def test_a_person_s_draft_with_a_card_is_refused_and_kept_without_it() -> None:
    async with open_stage(START) as stage:
        talk = await say(stage, "hello?")
        refused = await stage.reply(DANA, talk, f"I will charge {CARD} then", take_over=True)
        assert (refused.outcome, refused.rule, refused.overridable) == ("refused", "payment.never_by_text", False)
        seen = await stage.read(talk)
        assert [attempt.body for attempt in seen.attempts] == [f"I will charge {REMOVED} then"]
        kinds = [event.kind for event in await stage.events(talk)]
        assert kinds[-2:] == [EventKind.TEXT_REDACTED, EventKind.DRAFT_REFUSED]


async def test_no_file_holds_the_digits(tmp_path: Path) -> None:
    """Neither the SQLite ledger nor the simulated network's file, once its webhook was delivered."""
    settings = Settings(
        _env_file=None, data_dir=tmp_path, demo=True, public_url=PUBLIC_URL, simulator_token=SecretStr("t")
    )
    twolane = await open_twolane(settings, ScriptedClock(START))
    await twolane.house.ledger.write(seed_store)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(twolane.app), base_url=PUBLIC_URL) as client:
        network_of(twolane).text(SHOPPER.phone, NUMBER, f"my card is {CARD}")
        assert await twolane.courier(client).settle()
    held = await twolane.house.ledger.read(lambda books: books.conversations((MERCHANT.id,)))
    assert len(held) == 1
    await twolane.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"twolane.db", "network.db"} <= {path.name for path in files}
    assert [path.name for path in files if b"4111" in path.read_bytes()] == []


@contextmanager
def listening() -> Iterator[io.StringIO]:
    before, heard = logging.getLogRecordFactory(), io.StringIO()
    handler, logger = logging.StreamHandler(heard), logging.getLogger("some.library")
    logger.addHandler(handler)
    try:
        yield heard
    finally:
        logger.removeHandler(handler)
        logging.setLogRecordFactory(before)


def test_no_log_line_argument_or_traceback_shows_a_card() -> None:
    with listening() as heard:
        redact_logs()
        redact_logs()
        factory = logging.getLogRecordFactory()
        assert isinstance(factory, Redacting)
        assert not isinstance(factory.maker, Redacting)
        logger = logging.getLogger("some.library")
        logger.error("charge %s for %s", CARD, "Noah")
        try:
            raise ValueError(f"cannot read {CARD}")
        except ValueError:
            logger.exception("it failed")
        logger.error("order %s is fine", "1234567890123")
    lines = heard.getvalue()
    assert "4111" not in lines
    assert f"charge {REMOVED} for Noah" in lines
    assert f"ValueError: cannot read {REMOVED}" in lines
    assert "order 1234567890123 is fine" in lines


async def test_a_hand_back_note_is_kept_without_a_card() -> None:
    async with open_stage(START) as stage:
        talk = await say(stage, "hello?")
        await stage.take_over(DANA, talk)
        answer = await stage.client.post(
            f"/api/conversations/{talk}/handback",
            json={"note": f"they said {CARD}"},
            headers={"X-Twolane-User": DANA.id},
        )
        assert answer.status_code == 200
        handed = [event for event in await stage.events(talk) if event.kind is EventKind.HANDED_BACK]
        assert handed[0].details["note"] == f"they said {REMOVED}"
