"""P2P Cart Recovery over REST: off, nothing of it exists; on, a first text is from one person to one shopper."""

from datetime import timedelta

import pytest

from api.sample_world import DANA, MERCHANT, OMAR
from api.stage import Stage, open_stage
from conversation.cart_claim import RESERVED_FOR
from tests.api.pages import NOON
from tests.api.recovery_stage import SHOPPER, WORDS, ask, cart_id, open_recovery, switch


async def claimed(stage: Stage) -> str:
    cart = await cart_id(stage)
    assert (await ask(stage, "POST", f"/carts/{cart}/claim")).status_code == 201
    return cart


async def test_while_it_is_off_nothing_of_it_exists() -> None:
    async with open_recovery() as stage:
        cart = await cart_id(stage)
        await switch(stage, is_on=False)
        for method, path in (
            ("GET", "/carts"),
            ("GET", "/figures"),
            ("GET", f"/carts/{cart}"),
            ("POST", f"/carts/{cart}/claim"),
            ("DELETE", f"/carts/{cart}/claim"),
            ("POST", f"/carts/{cart}/draft"),
        ):
            assert (await ask(stage, method, path)).status_code == 404, path
        sent = await ask(stage, "POST", f"/carts/{cart}/messages", json={"body": WORDS})
        assert sent.status_code == 404


async def test_who_is_not_on_the_team_finds_nothing() -> None:
    async with open_recovery(DANA) as stage:
        cart = await cart_id(stage)
        for method, path in (("GET", "/carts"), ("GET", f"/carts/{cart}"), ("POST", f"/carts/{cart}/claim")):
            assert (await ask(stage, method, path, OMAR)).status_code == 404, path


async def test_a_first_text_is_p2p_from_the_first_message_and_the_ai_stays_silent() -> None:
    async with open_recovery() as stage:
        cart = await claimed(stage)
        body, key = {"body": WORDS, "composed_at": stage.clock.now().isoformat()}, {"Idempotency-Key": "one"}
        sent = await ask(stage, "POST", f"/carts/{cart}/messages", json=body, headers=key)
        assert sent.status_code == 201, sent.text
        again = await ask(stage, "POST", f"/carts/{cart}/messages", json=body, headers=key)
        assert (again.status_code, again.json()["message"]["id"]) == (201, sent.json()["message"]["id"])
        await stage.advance(timedelta(hours=3))
        seen = await stage.conversation_of(SHOPPER.phone)
        assert seen is not None
        assert (seen.control, seen.holder.name if seen.holder else "", seen.traffic_type) == ("human", "Dana", "P2P")
        (text,) = seen.messages
        assert (text.purpose, text.traffic_type, text.author) == ("reminder", "P2P", "human")
        assert text.carrier_class == "A2P", "the label lifts nothing"
        assert (MERCHANT.name in text.body, "STOP" in text.body, "Dana" in text.body) == (True, True, True)
        assert text.evidence is not None
        assert text.evidence.recipients == 1


async def test_a_claim_holds_the_ais_reminder_back_until_it_lapses() -> None:
    async with open_recovery() as stage:
        await stage.advance(timedelta(minutes=15))
        cart = await claimed(stage)
        await stage.advance(RESERVED_FOR - timedelta(seconds=1))
        seen = await stage.conversation_of(SHOPPER.phone)
        assert seen is not None
        assert seen.messages == []
        await stage.advance(timedelta(seconds=2))
        seen = await stage.conversation_of(SHOPPER.phone)
        assert seen is not None
        assert [(text.author, text.purpose) for text in seen.messages] == [("ai", "reminder")]
        late = await ask(stage, "POST", f"/carts/{cart}/messages", json={"body": WORDS})
        assert late.status_code == 409


async def test_the_ais_words_sent_as_they_are_stay_a2p_and_changed_become_p2p() -> None:
    for change, label in (("", "A2P"), (WORDS, "P2P")):
        async with open_recovery() as stage:
            cart = await claimed(stage)
            draft = await ask(stage, "POST", f"/carts/{cart}/draft")
            assert (draft.status_code, draft.json()["written_by"]) == (200, "ai"), draft.text
            seen = await stage.conversation_of(SHOPPER.phone)
            assert seen is not None
            assert (seen.control, seen.messages) == ("ai", []), "drafting sends nothing and takes nothing over"
            sent = await ask(stage, "POST", f"/carts/{cart}/messages", json={"body": change or draft.json()["body"]})
            assert sent.status_code == 201, sent.text
            assert sent.json()["message"]["traffic_type"] == label


@pytest.mark.parametrize("extra", [{"recipients": ["+13035550111"]}, {"send_at": "2026-11-25T09:00:00Z"}])
async def test_there_is_no_bulk_and_no_schedule(extra: dict[str, object]) -> None:
    async with open_recovery() as stage:
        cart = await claimed(stage)
        answer = await ask(stage, "POST", f"/carts/{cart}/messages", json={"body": WORDS} | extra)
        assert answer.status_code == 422
        seen = await stage.conversation_of(SHOPPER.phone)
        assert seen is not None
        assert seen.control == "ai"


async def test_the_card_shows_this_brands_voice_and_facts_and_the_claim() -> None:
    async with open_recovery() as stage:
        cart = await claimed(stage)
        card = (await ask(stage, "GET", f"/carts/{cart}")).json()
        assert card["brand"]["name"] == MERCHANT.name
        assert card["brand"]["voice"] == ["Plain and kind.", "Sounds rather casual"]
        assert card["claim"]["user_id"] == DANA.id
        assert card["why_not"] is None
        others = (await ask(stage, "GET", f"/carts/{cart}", OMAR)).json()
        assert others["claim"] is None
        assert "claimed" in others["why_not"]
        assert SHOPPER.phone not in str(card)


async def test_giving_a_claim_back_shows_the_cart_to_others_again() -> None:
    async with open_recovery() as stage:
        cart = await claimed(stage)
        assert (await ask(stage, "GET", "/carts", OMAR)).json()["items"] == []
        assert (await ask(stage, "DELETE", f"/carts/{cart}/claim")).status_code == 204
        assert [one["id"] for one in (await ask(stage, "GET", "/carts", OMAR)).json()["items"]] == [cart]


async def test_figures_are_ones_own_and_everybodys_for_a_lead() -> None:
    async with open_recovery() as stage:
        cart = await claimed(stage)
        await ask(stage, "POST", f"/carts/{cart}/messages", json={"body": WORDS})
        await stage.settle()
        await stage.text(SHOPPER.phone, "yes please")
        await stage.settle()
        seen = (await ask(stage, "GET", "/figures")).json()
        assert [(one["name"], one["texts"], one["answered"], one["recovered"]) for one in seen] == [
            ("Dana", 1, 1, 0),
            ("Omar", 0, 0, 0),
        ]
        assert [one["name"] for one in (await ask(stage, "GET", "/figures", OMAR)).json()] == ["Omar"]


async def test_an_admin_switches_it_on_with_a_team_and_it_is_in_the_log() -> None:
    async with open_stage(NOON) as stage:
        path = f"/api/merchants/{MERCHANT.id}/recovery"
        nobody = await stage.client.put(path, json={"is_on": True}, headers={"X-Twolane-User": DANA.id})
        assert (nobody.status_code, nobody.json()["field"]) == (422, "team")
        body = {"is_on": True, "team": [OMAR.id]}
        made = await stage.client.put(path, json=body, headers={"X-Twolane-User": DANA.id})
        assert made.status_code == 200, made.text
        assert made.json()["team"] == [OMAR.id]
        refused = await stage.client.put(path, json=body, headers={"X-Twolane-User": OMAR.id})
        assert refused.status_code == 403
        acts = await stage.twolane.house.ledger.read(lambda books: books.acts(MERCHANT.id, 9))
        kinds = {act.kind.value for act in acts if act.actor == DANA.id}
        assert {"recovery.switched", "recovery.team_changed"} <= kinds


async def test_it_is_described_in_the_api() -> None:
    async with open_stage(NOON) as stage:
        described = (await stage.client.get("/openapi.json")).json()["paths"]
        sending = described["/api/recovery/carts/{cart_id}/messages"]["post"]
        assert sending["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("FirstTextIn")
        assert {"201", "404", "409", "422"} <= set(sending["responses"])
