"""The set-up over pages and REST: each step saves by itself, and every line leads to where it is put right."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from api.sample_world import MERCHANT, SENDER
from api.setup.item import State
from api.setup.trial import MOST_A_DAY
from api.stage import Stage, open_stage
from compliance.call_to_action import call_to_action
from conversation.consent import SuppressionReason
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.role import Role
from conversation.sender import Registration
from conversation.suppression import suppress
from conversation.tag import TEST
from tests.api.pages import NOON
from tests.api.paper import part, words

PHONE = "+13035550142"
PATH = "/settings/set-up"


async def press(stage: Stage, path: str, **form: str) -> httpx.Response:
    return await stage.client.post(f"{PATH}/{path}", data={"merchant": MERCHANT.id, **form})


async def merchant(stage: Stage) -> Merchant:
    found = await stage.twolane.house.ledger.read(lambda books: books.merchant(MERCHANT.id))
    assert found is not None
    return found


async def test_each_step_keeps_what_it_was_told_and_what_is_wrong_stays_on_the_page() -> None:
    async with open_stage(NOON) as stage:
        wrong = await press(stage, "business", ein="123-45-6789", legal_name="Tidewater LLC")
        assert wrong.status_code == 422
        assert "social security number" in words(wrong.text)
        assert 'value="Tidewater LLC"' in wrong.text and 'value="123-45-6789"' in wrong.text
        assert (await merchant(stage)).settings.business.legal_name == ""
        kept = await press(stage, "business", ein="123456789", legal_name="Tidewater LLC", region="ma")
        assert kept.status_code == 200
        business = (await merchant(stage)).settings.business
        assert (business.ein, business.region) == ("12-3456789", "MA")
        await press(stage, "consent", shown="true")
        shown = (await merchant(stage)).settings.set_up.consent_wording
        assert shown == call_to_action(await merchant(stage))
        await press(stage, "brand", name="Tidewater", support="help@tidewater.example", timezone="UTC", hours="")
        assert (await merchant(stage)).settings.business_hours is None
        lost = await press(stage, "brand", name="Tidewater", support="help@tidewater.example", timezone="Mars")
        assert lost.status_code == 422
        await press(stage, "ai", summary="We sail.", name="Ana the Assistant", mode="suggest")
        assert (await merchant(stage)).settings.persona.summary == "We sail."


async def test_what_was_typed_stays_where_a_step_refuses_it_with_what_is_wrong_at_its_field() -> None:
    tried = {
        "brand": (
            {"name": "Gulf", "support": "help@gulf.example", "timezone": "Mars", "hours": "Mon-Fri 9"},
            ("Gulf", "help@gulf.example", "Mars", "Mon-Fri 9"),
            "hours",
        ),
        "number": ({"phone": "+18885550", "kind": "10dlc", "campaign_id": "C7"}, ("+18885550", "C7"), "carrier"),
        "shop": ({"kind": "woocommerce", "url": "http://gulf.example"}, ("http://gulf.example",), "url"),
        "ai": ({"summary": "We sail.", "name": "Dana", "mode": "off"}, ("Dana",), "name"),
    }
    async with open_stage(NOON) as stage:
        await stage.twolane.house.ledger.write(_begin_second)
        for step, (form, kept, wrong) in tried.items():
            page = await stage.client.post(f"{PATH}/{step}", data={"merchant": "mer_two", **form})
            assert page.status_code == 422, step
            for value in kept:
                assert f'value="{value}"' in page.text, (step, value)
            assert f'aria-describedby="{wrong}-wrong"' in page.text, step
            assert f'id="{wrong}-wrong"' in page.text, step
        assert ">We sail.</textarea>" in page.text and re.search('value="off" checked', page.text)


def _begin_second(books: Books) -> None:
    books.save_merchant(replace(MERCHANT, id="mer_two", shop_domain="gulf.example"))
    for user in books.users():
        books.save_user(replace(user, roles={**user.roles, "mer_two": Role.ADMIN}))


async def test_a_number_that_is_refused_stays_in_its_own_form() -> None:
    async with open_stage(NOON) as stage:
        told = {"merchant": MERCHANT.id, "kind": "toll_free", "carrier": "simulator", "campaign_id": "C7"}
        added = await stage.client.post("/settings/numbers", data=told | {"phone": "+18885550123"})
        assert added.status_code == 422 and 'value="+18885550123"' in added.text
        assert added.text.count('value="C7"') == 1 and 'id="campaign_idnew-wrong"' in added.text
        changed = await stage.client.post("/settings/numbers", data=told | {"phone": SENDER.phone})
        assert changed.status_code == 422 and changed.text.count('value="C7"') == 1
        assert f'id="campaign_id{SENDER.id}-wrong"' in changed.text and "<details open>" in changed.text


async def test_the_test_text_is_looked_after_less_and_less_often_and_not_at_all_once_it_arrived() -> None:
    async with open_stage(NOON) as stage:
        waiting = await press(stage, "trial", phone=PHONE, mine="true")
        assert waiting.text.count('hx-trigger="every 1s"') == 1
        where = f"{PATH}/trial?merchant={MERCHANT.id}&waited="
        waits = [(await stage.client.get(f"{where}{waited}")).text for waited in (1, 16)]
        assert 'hx-trigger="every 2s"' in waits[0] and 'hx-trigger="every 30s"' in waits[1]
        await stage.settle()
        assert 'hx-trigger="every' not in (await stage.client.get(f"{where}1")).text


async def test_every_line_leads_to_a_page_that_is_there() -> None:
    async with open_stage(NOON) as stage:
        found = (await stage.client.get(f"/api/merchants/{MERCHANT.id}/setup")).json()
        assert found["lets_send"] is True
        for href in {item["href"] for item in found["items"]}:
            page = await stage.client.get(f"{href}{'&' if '?' in href else '?'}merchant={MERCHANT.id}")
            assert page.status_code == 200, href


async def test_what_is_asked_for_anew_is_tried_and_the_list_says_what_came_of_it() -> None:
    async with open_stage(NOON) as stage:
        before = (await stage.client.get(f"/api/merchants/{MERCHANT.id}/setup")).json()
        assert _item(before, "model")["why"].startswith("the rehearsal model")
        probed = await stage.client.get(f"/api/merchants/{MERCHANT.id}/setup", params={"probe": True})
        assert stage.twolane.house.set_up.prober.known(MERCHANT.id).carrier is not None
        assert _item(probed.json(), "carrier")["state"] == State.DONE


async def test_an_unverified_number_is_told_as_what_stops_the_test_text() -> None:
    async with open_stage(NOON) as stage:
        pending = replace(SENDER, registration=Registration.PENDING)
        await stage.twolane.house.ledger.write(lambda books: books.save_sender(pending))
        answer = await press(stage, "trial", phone=PHONE, mine="true")
        assert "sender.registered" in part(answer.text, "trial-state")
        found = (await stage.client.get(f"/api/merchants/{MERCHANT.id}/setup")).json()
        assert found["lets_send"] is False
        assert _item(found, "trial")["state"] == State.MISSING
        assert "sender.registered" in _item(found, "trial")["why"]


async def test_a_phone_is_asked_a_few_times_a_day_only_when_it_is_said_to_be_ones_own_and_never_after_stop() -> None:
    async with open_stage(NOON) as stage:
        assert (await press(stage, "trial", phone=PHONE)).status_code == 422
        assert (await press(stage, "trial", phone="12", mine="true")).status_code == 422
        for _ in range(MOST_A_DAY):
            assert (await press(stage, "trial", phone=PHONE, mine="true")).status_code == 200
            await stage.advance(timedelta(minutes=1))
        network = stage.twolane.house.simulator
        assert network is not None
        assert len(network.phone(PHONE)) == MOST_A_DAY
        refused = await press(stage, "trial", phone=PHONE, mine="true")
        assert refused.status_code == 409
        other = "+13035550143"
        await stage.twolane.house.ledger.write(
            lambda books: suppress(books, MERCHANT.id, other, SuppressionReason.OPT_OUT, "STOP", stage.clock.now())
        )
        await press(stage, "trial", phone=other, mine="true")
        await stage.settle()
        assert network.phone(other) == ()


async def test_consent_is_written_down_with_the_persons_name_and_the_contact_is_known_for_a_test() -> None:
    async with open_stage(NOON) as stage:
        await press(stage, "trial", phone=PHONE, mine="true")
        ledger = stage.twolane.house.ledger
        events = await ledger.read(lambda books: books.consent_events(MERCHANT.id, PHONE))
        assert "Dana says that this phone is theirs" in events[0].evidence
        contact = await ledger.read(lambda books: books.contact_by_phone(MERCHANT.id, PHONE))
        assert contact is not None
        tags = await ledger.read(lambda books: books.tags_of(MERCHANT.id, contact.id))
        assert [tag.word for tag in tags] == [TEST]
        early = await press(stage, "trial/cart")
        assert early.status_code == 409


async def test_a_test_carts_reminder_waits_for_lawful_hours_like_any_other_and_says_until_when() -> None:
    night = NOON - timedelta(hours=10)
    async with open_stage(night) as stage:
        await press(stage, "trial", phone=PHONE, mine="true")
        await stage.settle()
        await press(stage, "trial/answer", words="YES")
        await stage.settle()
        await press(stage, "trial/cart")
        await stage.settle()
        found = (await stage.client.get(f"/api/merchants/{MERCHANT.id}/setup")).json()
        assert _item(found, "trial")["state"] == State.WAITING
        assert "it waits until 2026-11-24 15:00 UTC" in _item(found, "trial")["why"]


@pytest.mark.parametrize(("kind", "ending", "holds"), [("10dlc", "txt", "usecase: MIXED"), ("toll_free", "json", "{")])
async def test_the_answers_for_the_carrier_can_be_downloaded(kind: str, ending: str, holds: str) -> None:
    async with open_stage(NOON) as stage:
        file = await stage.client.get(f"{PATH}/registration/{kind}.{ending}")
        assert holds in file.text
        assert f'filename="{kind}.{ending}"' in file.headers["content-disposition"]
        assert (await stage.client.get(f"{PATH}/registration/{kind}.exe")).status_code == 404


async def test_a_merchant_is_added_once_and_whoever_adds_it_manages_it() -> None:
    async with open_stage(NOON) as stage:
        form = {"name": "Kestrel", "support": "help@kestrel.example", "timezone": "UTC", "kind": "upload"}
        bad = await stage.client.post("/merchants/new", data={**form, "domain": "kestrel"})
        assert bad.status_code == 422
        assert 'value="Kestrel"' in bad.text
        made = await stage.client.post("/merchants/new", data={**form, "domain": "kestrel.example"})
        assert made.status_code == 303
        again = await stage.client.post("/merchants/new", data={**form, "domain": "Kestrel.example"})
        assert again.status_code == 409
        ledger = stage.twolane.house.ledger
        fresh = await ledger.read(lambda books: books.merchant_of_shop("kestrel.example"))
        assert fresh is not None
        dana = await ledger.read(lambda books: books.user("usr_dana"))
        assert dana is not None
        assert dana.roles[fresh.id] is Role.ADMIN
        listed = (await stage.client.get(f"/api/merchants/{fresh.id}/setup")).json()
        assert listed["lets_send"] is False
        assert _item(listed, "number")["state"] == State.MISSING


async def test_a_question_shows_what_the_ai_would_be_given() -> None:
    async with open_stage(NOON) as stage:
        await stage.twolane.shelve_policies()
        asked = await press(stage, "ask", question="how long does shipping take?")
        assert "policy#shipping" in words(asked.text)
        assert (await merchant(stage)).settings.set_up.asked == "how long does shipping take?"


def _item(found: dict[str, object], key: str) -> dict[str, str]:
    items = found["items"]
    assert isinstance(items, list)
    return next(item for item in items if item["key"] == key)
