"""A conversation over Telnyx: in by a signed webhook, out by its API, and a block that it reports is an opt-out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
from pydantic import SecretStr

from api.sample_world import MERCHANT, SENDER, seed_store
from api.settings import Settings
from api.wiring import Twolane, open_twolane
from channels.carrier import WebhookRequest
from channels.telnyx import Telnyx, TelnyxAccount
from conversation.clock import ScriptedClock
from conversation.ledger import Books, Ledger
from tests.channels.fake_telnyx import FakeTelnyx

PUBLIC_URL = "https://texts.tidewater.example"
SHOPPER, OTHER = "+13035550111", "+13035550112"
TUESDAY = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def _seed(books: Books) -> None:
    seed_store(books)
    books.save_sender(replace(SENDER, carrier="telnyx"))


async def _post(client: httpx.AsyncClient, request: WebhookRequest) -> int:
    answer = await client.post(request.url, content=request.body, headers=dict(request.headers))
    return answer.status_code


def _event(kind: str, payload: Mapping[str, object]) -> Mapping[str, object]:
    return {"data": {"record_type": "event", "event_type": kind, "payload": payload}, "meta": {"attempt": 1}}


async def test_a_shopper_texts_over_telnyx_is_answered_and_a_block_counts_as_an_opt_out(tmp_path: Path) -> None:
    clock = ScriptedClock(TUESDAY)
    api = FakeTelnyx("KEY1", clock)
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        public_url=PUBLIC_URL,
        telnyx_api_key=SecretStr("KEY1"),
        telnyx_public_key=api.public_key,
    )
    twolane = await open_twolane(settings, clock)
    try:
        await _talk(twolane, api)
    finally:
        await twolane.close()


async def _talk(twolane: Twolane, api: FakeTelnyx) -> None:
    carrier = Telnyx(TelnyxAccount("KEY1", api.public_key), twolane.house.clock, api.transport())
    twolane.worker.sender.carriers["telnyx"] = carrier  # type: ignore[index]  # the API is a local one
    ledger = twolane.house.ledger
    await ledger.write(_seed)
    transport = httpx.ASGITransport(twolane.app)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        inbound = {
            "id": "in-1",
            "from": {"phone_number": SHOPPER},
            "to": [{"phone_number": SENDER.phone}],
            "text": "are you a bot?",
        }
        signed = api.signed(f"{PUBLIC_URL}/webhooks/telnyx/sms", _event("message.received", inbound))
        forged = replace(signed, body=signed.body.replace(b"bot", b"cat"))
        assert await _post(client, forged) == 403
        assert [await _post(client, signed), await _post(client, signed)] == [200, 200]
        await twolane.worker.drain()
        assert len(api.bodies) == 1 and "automated" in str(api.bodies[0]["text"])
        word = {
            "id": api.rows[0]["id"],
            "from": {"phone_number": SENDER.phone},
            "to": [{"phone_number": SHOPPER, "status": "delivery_failed"}],
            "errors": [{"code": "40300", "title": "Blocked due to STOP message"}],
        }
        finalized = api.signed(str(api.bodies[0]["webhook_url"]), _event("message.finalized", word))
        assert await _post(client, finalized) == 204
        suppression = await ledger.read(lambda books: books.suppression(MERCHANT.id, SHOPPER))
        assert suppression is not None and suppression.is_live and "40300" in suppression.evidence
        its_own = api.signed(f"{PUBLIC_URL}/webhooks/telnyx/sms", _event("message.finalized", {**word, "id": "auto-1"}))
        assert await _post(client, its_own) == 200, "how its own answer fared is told at the profile's address"
        await _stops_by_the_old_carrier(ledger, client, api)


async def _stops_by_the_old_carrier(ledger: Ledger, client: httpx.AsyncClient, api: FakeTelnyx) -> None:
    """The number moves; texts on their way still come by Telnyx. Phones of the simulated network are others."""
    answers = []
    for number, carrier in enumerate(("simulator", "twilio")):
        await ledger.write(lambda books, carrier=carrier: books.save_sender(replace(SENDER, carrier=carrier)))
        stop = {"id": f"in-{number + 2}", "from": {"phone_number": OTHER}, "to": [{"phone_number": SENDER.phone}]}
        event = _event("message.received", {**stop, "text": "STOP"})
        answers.append(await _post(client, api.signed(f"{PUBLIC_URL}/webhooks/telnyx/sms", event)))
    assert answers == [404, 200]
    suppression = await ledger.read(lambda books: books.suppression(MERCHANT.id, OTHER))
    assert suppression is not None and suppression.is_live
