"""The pages of P2P Cart Recovery: hidden while it is off, and honest about labels while it is on."""

import re
from html import unescape
from pathlib import Path

from api.persona_moving import import_persona
from api.recovery_switching import switch_on
from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.store_file import load_store
from conversation.store_sql.opening import open_ledger
from tests.api.recovery_stage import SHOPPER, WORDS, ask, cart_id, open_recovery, switch
from tests.api.test_store_file import EXAMPLE

NAV = 'href="/recovery"'
AS_OMAR = {"X-Twolane-User": OMAR.id}


async def test_it_is_in_the_navigation_for_the_team_alone() -> None:
    async with open_recovery(OMAR) as stage:
        assert NAV in (await stage.client.get("/conversations", headers=AS_OMAR)).text
        await switch(stage, is_on=False)
        assert NAV not in (await stage.client.get("/conversations", headers=AS_OMAR)).text
        assert (await stage.client.get("/recovery", headers=AS_OMAR)).status_code == 404


async def test_who_leads_without_being_on_the_team_sees_figures_and_no_cart() -> None:
    async with open_recovery(OMAR) as stage:
        page = (await stage.client.get("/recovery")).text
        assert ("Omar" in page, "Noah" in page) == (True, False)


async def test_a_first_text_from_the_page_ends_in_its_conversation() -> None:
    async with open_recovery() as stage:
        cart = await cart_id(stage)
        claimed = await stage.client.post(f"/recovery/{cart}/claim")
        assert (claimed.status_code, claimed.headers["location"]) == (303, f"/recovery/{cart}")
        page = (await stage.client.get(f"/recovery/{cart}")).text
        assert "You write as Tidewater" in page
        assert "Plain and kind." in page
        [link] = re.findall(r'readonly value="(https://[^"]+/checkouts/[^"]+)"', page)
        linked = await stage.client.post(f"/recovery/{cart}/preview", data={"body": f"{WORDS} {unescape(link)}"})
        assert "Send: leaves now" in linked.text
        preview = await stage.client.post(f"/recovery/{cart}/preview", data={"body": WORDS})
        assert "Send: leaves now" in preview.text
        refused = await stage.client.post(f"/recovery/{cart}/messages", data={"body": "Use code FREE90 for 90% off"})
        assert refused.status_code == 422
        assert "Use code FREE90 for 90% off</textarea>" in refused.text
        sent = await stage.client.post(f"/recovery/{cart}/messages", data={"body": WORDS, "key": "one"})
        assert sent.status_code == 303
        seen = await stage.conversation_of(SHOPPER.phone)
        assert seen is not None
        assert sent.headers["location"] == f"/conversations/{seen.id}"
        assert seen.traffic_type == "P2P"


async def test_the_page_says_what_sending_the_ais_words_means() -> None:
    async with open_recovery() as stage:
        cart = await cart_id(stage)
        await stage.client.post(f"/recovery/{cart}/claim")
        page = (await stage.client.post(f"/recovery/{cart}/draft", data={"body": ""})).text
        assert "The AI wrote these words" in page
        seen = await stage.conversation_of(SHOPPER.phone)
        assert seen is not None
        assert seen.messages == []


async def test_whoever_looks_at_a_claimed_cart_is_told_why_they_may_not_write() -> None:
    async with open_recovery() as stage:
        cart = await cart_id(stage)
        await ask(stage, "POST", f"/carts/{cart}/claim")
        page = (await stage.client.get(f"/recovery/{cart}", headers=AS_OMAR)).text
        assert "a person has claimed this cart" in page
        refused = await stage.client.post(f"/recovery/{cart}/claim", headers=AS_OMAR)
        assert refused.status_code == 409
        await stage.client.post(f"/recovery/{cart}/return")
        assert "Claim this cart" in (await stage.client.get(f"/recovery/{cart}", headers=AS_OMAR)).text


async def test_settings_name_the_team() -> None:
    async with open_recovery() as stage:
        form = {"merchant": MERCHANT.id, "on": "true", "team": [OMAR.id], "wait_minutes": "5"}
        page = await stage.client.post("/settings/recovery", data=form)
        assert "P2P Cart Recovery is on." in page.text
        assert (await ask(stage, "GET", "/carts", DANA)).status_code == 404
        nobody = await stage.client.post("/settings/recovery", data={"merchant": MERCHANT.id, "on": "true"})
        assert (nobody.status_code, "nobody is on it" in nobody.text.casefold()) == (422, True)


async def test_loading_a_store_again_leaves_the_add_on_as_it_was(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    merchant = await load_store(EXAMPLE, settings)
    person = (await _people(settings))[0]
    await switch_on(settings, merchant.id, [person])
    await import_persona(settings, merchant.id, "summary: Calm.")
    again = await load_store(EXAMPLE, settings)
    assert again.settings.persona.summary == "Calm."
    assert (again.settings.recovery.is_on, again.settings.recovery.team) == (True, (person,))


async def _people(settings: Settings) -> list[str]:
    ledger = await open_ledger(settings.ledger_url)
    users = await ledger.read(lambda books: books.users())
    await ledger.close()
    return [user.id for user in users]
