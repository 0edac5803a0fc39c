"""What a campaign gives: a code that the shop knows, within the merchant's limits, told by links of the merchant's."""

from dataclasses import replace

import pytest

from api.sample_world import DANA, MERCHANT
from api.stage import Stage, open_stage
from compliance.gate import review
from conversation.acts import Doer
from conversation.draft import Cause, CauseKind
from conversation.fence import hold
from conversation.flow_run import TriggerKind
from conversation.ledger import Books
from conversation.merchant import MerchantSettings
from conversation.message import Author
from conversation.named_pages import PageDesk
from conversation.shop_choice import ShopChoice
from conversation.shop_upload import ShopCode
from conversation.short_link import LinkTracking
from conversation.verdict import Allow, Refuse
from flows.automatic import automatic_draft
from flows.campaign_running import issued_offer
from tests.flows.flow_stage import NOON, SHOPPER, happens, switch_on, texts
from tools.page_link import page_with_code
from tools.sample_shop import SampleShop
from tools.shop import ShopRefused

API = f"/api/campaigns/{MERCHANT.id}"
SALE = f"https://{MERCHANT.shop_domain}/collections/sale"
BODY = "Hi {first_name}, {discount_percent}% off with {discount_code}: {link:sale}"
PLAN = {"name": "Sale", "segment": "consent: marketing", "body": BODY, "discount_percent": 10}


async def prepared(stage: Stage, **settings: object) -> None:
    """One shopper who agreed to marketing, a page to link to, and settings of the merchant's."""

    def command(books: Books) -> None:
        merchant = PageDesk(books, MERCHANT.id, Doer(DANA.id), NOON).name("sale", SALE)
        changed: MerchantSettings = replace(merchant.settings, **settings)  # type: ignore[arg-type]
        books.save_merchant(replace(merchant, settings=changed))

    await stage.consent(SHOPPER)
    await stage.twolane.house.ledger.write(command)


async def sent(stage: Stage) -> str:
    """Write, review and start the campaign, and return its id."""
    made = await stage.client.post(API, json=PLAN)
    assert made.status_code == 201, made.text
    for act in ("review", "start"):
        answer = await stage.client.post(f"{API}/{made.json()['id']}/{act}", json={"version": 1})
        assert answer.status_code == 200, answer.text
    await stage.settle()
    return str(made.json()["id"])


async def test_a_campaigns_code_is_the_shops_before_anybody_is_told_and_its_link_applies_it() -> None:
    async with open_stage(NOON) as stage:
        await prepared(stage)
        ledger, campaign_id = stage.twolane.house.ledger, await sent(stage)
        offer = await ledger.read(lambda books: issued_offer(books, MERCHANT.id, campaign_id, NOON))
        shop = stage.twolane.house.shop_of(MERCHANT)
        assert offer is not None and isinstance(shop, SampleShop)
        assert shop.percent_of(offer.code, NOON) == 10
        told = (await texts(stage))[-1]
        assert f"10% off with {offer.code}: {SALE}?discount={offer.code}" in told.text

        def again(books: Books) -> tuple[object, object]:
            cause = Cause(CauseKind.CAMPAIGN, "another")
            with hold(books, MERCHANT.id, told.conversation_id, NOON) as held:
                known = automatic_draft(held, f"Your code {offer.code} still works.", cause)
                foreign = automatic_draft(held, "Your code SAVE10-ZZZZZ still works.", cause)
                rulebook = stage.twolane.house.rulebook
                return tuple(review(books, one, rulebook, NOON).verdict for one in (known, foreign))  # type: ignore[return-value]

        known, foreign = await ledger.write(again)
        assert isinstance(known, Allow)
        assert isinstance(foreign, Refuse) and foreign.rule == "claims.hard"


async def test_a_shop_that_brings_files_gives_a_campaign_a_code_for_many_and_no_other() -> None:
    async with open_stage(NOON) as stage:
        await prepared(stage, shop=ShopChoice("upload", code_parameter="coupon"))
        ledger = stage.twolane.house.ledger
        one = ShopCode(MERCHANT.id, "ONCE-10", 10, None, NOON)
        await ledger.write(lambda books: books.save_shop_code(one))
        made = (await stage.client.post(API, json=PLAN)).json()["id"]
        await stage.client.post(f"{API}/{made}/review", json={"version": 1})
        refused = await stage.client.post(f"{API}/{made}/start", json={})
        assert refused.status_code == 502 and "yes in its column for_many" in refused.text
        await ledger.write(lambda books: books.save_shop_code(replace(one, code="MANY-10", for_many=True)))
        assert (await stage.client.post(f"{API}/{made}/start", json={})).status_code == 200
        await stage.settle()
        assert f"10% off with MANY-10: {SALE}?coupon=MANY-10" in (await texts(stage))[-1].text


async def test_a_shop_that_makes_no_code_keeps_the_campaign_from_being_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> None:
        raise ShopRefused("no more codes")

    monkeypatch.setattr(SampleShop, "issue_shared_code", refuse)
    async with open_stage(NOON) as stage:
        await prepared(stage)
        made = (await stage.client.post(API, json=PLAN)).json()["id"]
        await stage.client.post(f"{API}/{made}/review", json={"version": 1})
        refused = await stage.client.post(f"{API}/{made}/start", json={})
        assert refused.status_code == 502 and "no more codes" in refused.text
        assert (await stage.client.get(f"{API}/{made}")).json()["state"] == "reviewed"
        page = await stage.client.post(f"/campaigns/{MERCHANT.id}/{made}/start", data={})
        assert page.status_code == 502 and "no more codes" in page.text and "Send now" in page.text


@pytest.mark.parametrize(
    ("change", "settings", "says"),
    [
        ({"discount_percent": 60}, {}, "60 % is out of the limits"),
        ({}, {"offer_margin_floor_percent": 20}, "cannot keep them"),
        ({"discount_percent": 0}, {}, "needs a discount"),
        ({"body": "Hi."}, {}, "does not tell its code"),
        ({"body": "{discount_code} {link:nowhere}"}, {}, "nothing fills {link:nowhere}"),
        ({"body": "{discount_code}: 12% off everything"}, {}, "nothing backs the percentage"),
    ],
)
async def test_a_code_out_of_the_limits_or_a_link_to_nowhere_is_refused_when_it_is_saved(
    change: dict[str, object], settings: dict[str, object], says: str
) -> None:
    async with open_stage(NOON) as stage:
        await prepared(stage, **settings)
        refused = await stage.client.post(API, json=PLAN | change)
        assert refused.status_code == 422 and says in refused.text


async def test_who_had_as_many_offers_as_the_brand_gives_is_left_out() -> None:
    async with open_stage(NOON) as stage:
        await prepared(stage, offer_contact_limit=1)
        await sent(stage)
        second = await sent(stage)
        rows = (await stage.client.get(f"{API}/{second}/recipients")).json()["items"]
        assert [(row["state"], row["rule"]) for row in rows] == [("left_out", "many offers")]


async def test_segments_are_counted_with_the_short_link_as_long_as_it_will_be() -> None:
    async with open_stage(NOON) as stage:
        links = LinkTracking(True, "https://go.tidewater.example")
        await prepared(stage, links=links)
        body = f"Hi {{first_name}}, {'new arrivals, ' * 2}see {{link:sale}} today."
        tried = await stage.client.post(f"{API}/try", json={"segment": "", "body": body})
        text = tried.json()["text"]
        assert "https://go.tidewater.example/l/" in text and SALE not in text
        assert tried.json()["segments"] == 1
        await prepared(stage, links=LinkTracking())
        whole = (await stage.client.post(f"{API}/try", json={"segment": "", "body": body})).json()
        assert len(whole["text"]) - len(text) == len(SALE) - len("https://go.tidewater.example/l/") - 10


async def test_a_flows_step_links_to_a_page_by_its_name() -> None:
    async with open_stage(NOON) as stage:
        await prepared(stage)
        steps = 'steps:\n  - text: "Hi {first_name}, see {link:sale} or {link:shop}"\n'
        head = "id: hello\nname: Hello\nclass: promotional\ntrigger: manual\nonly_if: {consent: marketing}\n"
        await switch_on(stage, head + steps)
        await happens(stage, TriggerKind.MANUAL, subject="hello")
        said = [text.text for text in await texts(stage) if text.author is Author.TEMPLATE]
        assert f"see {SALE} or https://{MERCHANT.shop_domain}" in said[-1]


@pytest.mark.parametrize("url", ["https://evil.example/sale", f"{SALE}?discount=FREE", "javascript:alert(1)", ""])
async def test_only_a_page_of_the_shop_without_a_code_may_be_named(url: str) -> None:
    async with open_stage(NOON) as stage:
        answer = await stage.client.put(f"/api/merchants/{MERCHANT.id}/pages/sale", json={"url": url})
        assert answer.status_code == 422 and answer.json()["field"] == "page"


def test_shopifys_links_apply_a_code_before_they_lead_on() -> None:
    shopify = replace(MERCHANT, shop_domain="brand.myshopify.com")
    page = page_with_code(shopify, "https://brand.myshopify.com/collections/sale?sort=new", "SAVE10-AB3CD")
    assert page == "https://brand.myshopify.com/discount/SAVE10-AB3CD?redirect=/collections/sale%3Fsort%3Dnew"
    assert page_with_code(shopify, "https://brand.myshopify.com", "A1") == "https://brand.myshopify.com/discount/A1"
    assert page_with_code(shopify, SALE, "") == SALE
