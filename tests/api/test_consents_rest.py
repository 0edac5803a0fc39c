"""Consent over REST: read whole, recorded by a person on proof, and never revived against an opt-out."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.sample_world import DANA, MERCHANT, SENDER
from api.stage import Stage, open_stage
from conversation.sender import SenderKind
from tools.sample_catalog import sample_catalog

START = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
SHOPPER = sample_catalog().shoppers[0]
PAPER = {
    "scopes": ["marketing"],
    "wording": "I agree to get texts from Tidewater",
    "method": "paper",
    "source": "the shop in Denver",
    "obtained_at": "2026-11-24T17:00:00Z",
    "evidence": "form 12",
}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(START) as opened:
        yield opened


async def call(stage: Stage, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    answer = await stage.client.request(
        method, f"/api/consents/{SHOPPER.phone}{path}", json=body, headers={"X-Twolane-User": DANA.id}
    )
    return answer.status_code, answer.json()


async def test_a_stranger_agreed_to_nothing(stage: Stage) -> None:
    status, told = await call(stage, "GET", "")
    assert (status, told["summary"]) == (200, "no consent: direct replies only")
    assert (told["consents"], told["history"], told["opted_out"]) == ([], [], None)


async def test_an_opt_in_on_paper_is_kept_with_its_proof_and_asked_about_by_text(stage: Stage) -> None:
    status, told = await call(stage, "POST", "/opt-in", PAPER | {"ask": True})
    assert status == 201
    assert told["summary"] == "marketing: in writing, not confirmed by text, cart_reminders: asked for, not confirmed"
    first = told["history"][0]
    assert (first["change"], first["method"], first["source"]) == ("confirmed", "paper", "the shop in Denver")
    assert (first["recorded_by"], first["evidence"]) == (DANA.id, "form 12")
    await stage.settle()
    await stage.text(SHOPPER.phone, "YES")
    await stage.settle()
    _, told = await call(stage, "GET", "")
    assert "cart_reminders: double opt-in" in told["summary"]
    assert told["history"][-1]["message_id"] == told["consents"][-1]["answer_id"]


async def test_an_opt_out_by_phone_stops_every_text_and_names_who_took_it(stage: Stage) -> None:
    await stage.text(SHOPPER.phone, "is shipping free?")
    await stage.settle()
    status, told = await call(stage, "POST", "/opt-out", {"evidence": "called the shop", "source": "phone"})
    assert (status, told["summary"], told["opted_out"]["reason"]) == (201, "opted out", "operator")
    assert [(event["change"], event["recorded_by"]) for event in told["history"]] == [("opted_out", DANA.id)]
    talk = await stage.conversation_of(SHOPPER.phone)
    assert talk is not None
    refused = await stage.reply(DANA, talk.id, "One more thing", take_over=True)
    assert (refused.outcome, refused.rule) == ("refused", "opt_out.nothing_after")


async def test_consent_in_writing_after_an_opt_out_waits_for_start_where_the_carrier_blocks(stage: Stage) -> None:
    await call(stage, "POST", "/opt-out", {"evidence": "called", "said_at": "2026-11-24T16:00:00Z"})
    status, told = await call(stage, "POST", "/opt-in", PAPER)
    assert status == 201
    assert told["waiting_for_start"]
    assert told["summary"] == "opted out; new consent is waiting for START"
    await stage.text(SHOPPER.phone, "START")
    await stage.settle()
    _, told = await call(stage, "GET", "")
    assert told["summary"] == "marketing: in writing, not confirmed by text"


async def test_it_ends_the_opt_out_where_no_carrier_does(stage: Stage) -> None:
    short = replace(SENDER, phone="55501", kind=SenderKind.SHORT_CODE)
    await stage.twolane.house.ledger.write(lambda books: books.save_sender(short))
    await call(stage, "POST", "/opt-out", {"evidence": "called", "said_at": "2026-11-24T16:00:00Z"})
    _, told = await call(stage, "POST", "/opt-in", PAPER)
    assert (told["opted_out"], told["waiting_for_start"]) == (None, False)
    assert [event["change"] for event in told["history"]] == ["opted_out", "confirmed", "lifted"]


async def test_consent_older_than_an_opt_out_is_refused(stage: Stage) -> None:
    await call(stage, "POST", "/opt-out", {"evidence": "called"})
    status, told = await call(stage, "POST", "/opt-in", PAPER)
    assert (status, told["error"]) == (409, "Conflict")
    _, told = await call(stage, "GET", "")
    assert told["consents"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"obtained_at": (START + timedelta(days=1)).isoformat()}, "obtained_at"),
        ({"obtained_at": "2026-11-24T17:00:00"}, "obtained_at"),
        ({"wording": " "}, "body.wording"),
        ({"scopes": []}, "body.scopes"),
        ({"method": "telepathy"}, "body.method"),
    ],
)
async def test_what_is_no_proof_is_refused(stage: Stage, change: dict[str, Any], field: str) -> None:
    status, told = await call(stage, "POST", "/opt-in", PAPER | change)
    assert (status, told["field"]) == (422, field)


async def test_another_merchants_consent_is_not_there(stage: Stage) -> None:
    status, _ = await call(stage, "GET", "?merchant=mer_other")
    assert status == 404
    assert (await call(stage, "GET", f"?merchant={MERCHANT.id}"))[0] == 200
