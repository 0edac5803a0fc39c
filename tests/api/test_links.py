"""Tracked links, from the text that carries one to the shop's page."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from api.link_pace import MOST, WITHIN, LinkPace
from api.problems import TooManyAttempts
from api.sample_world import DANA, MERCHANT
from api.stage import Stage, network_of, open_stage
from conversation.acts import Doer
from conversation.erasing import Request, erase
from conversation.errors import Invalid
from conversation.event import EventKind
from conversation.ledger import Reader
from conversation.link_setting import link_address, set_link_tracking
from conversation.short_link import LinkClick, LinkTracking, OpenedBy
from tools.sample_catalog import sample_catalog

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
NOAH = sample_catalog().shopper("noah_brown_6181")
OWN = "https://go.tidewater.example"
BROWSER = {"user-agent": "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Safari/604.1", "accept-language": "en-US"}
PREVIEW = {"user-agent": "Mozilla/5.0 (Macintosh) facebookexternalhit/1.1 Facebot Twitterbot/1.0"}
MINUTE = timedelta(minutes=1)


async def track(stage: Stage, tracking: LinkTracking) -> None:
    ledger = stage.twolane.house.ledger
    await ledger.write(lambda books: set_link_tracking(books, MERCHANT.id, tracking, Doer("operator"), NOON))


async def link_texted(stage: Stage) -> str:
    """Noah asks for the link to his cart; return the short one as it is on his phone."""
    await stage.consent(NOAH)
    await stage.leave_cart(NOAH)
    await stage.text(NOAH.phone, "send me the link please")
    await stage.settle()
    newest = network_of(stage.twolane).phone(NOAH.phone)[-1].body
    (found,) = re.findall(rf"{re.escape(OWN)}/l/[A-Za-z0-9]{{10}}\b", newest)
    assert "tidewater.example/checkouts" not in newest and "utm_" not in newest
    return str(found).removeprefix(OWN)


async def clicks(stage: Stage) -> tuple[LinkClick, ...]:
    def read(books: Reader) -> tuple[LinkClick, ...]:
        shopper = books.contact_by_phone(MERCHANT.id, NOAH.phone)
        return books.clicks_by(MERCHANT.id, shopper.id, NOON) if shopper else ()

    return await stage.twolane.house.ledger.read(read)


async def test_a_cart_link_leaves_short_leads_to_the_cart_and_ends() -> None:
    async with open_stage(NOON) as stage:
        await track(stage, LinkTracking(True, OWN, days=2))
        path = await link_texted(stage)
        stage.clock.advance(MINUTE)
        preview = await stage.client.head(path, headers=PREVIEW)
        stage.clock.advance(MINUTE)
        answer = await stage.client.get(path, headers=BROWSER)
        assert (preview.status_code, answer.status_code) == (302, 302)
        target = answer.headers["location"]
        assert target.startswith("https://tidewater.example/") and "utm_content=ai" in target
        assert "set-cookie" not in answer.headers and answer.headers["cache-control"] == "no-store"
        found = await clicks(stage)
        assert [row.by for row in found] == [OpenedBy.BOT, OpenedBy.HUMAN]
        assert all("127.0.0.1" not in str(row) for row in found)
        talk = await stage.conversation_of(NOAH.phone)
        assert talk is not None
        kinds = [event.kind for event in await stage.events(talk.id)]
        assert kinds.count(EventKind.LINK_CLICKED) == 1
        stage.clock.advance(timedelta(days=2))
        ended = await stage.client.get(path, headers=BROWSER)
        assert ended.status_code == 410
        assert MERCHANT.name in ended.text and MERCHANT.support in ended.text
        assert len(await clicks(stage)) == 2
        assert (await stage.client.get("/l/aaaaaaaaaa")).status_code == 404


async def test_a_short_link_may_be_texted_again_while_it_leads_somewhere_and_an_invented_one_never() -> None:
    async with open_stage(NOON) as stage:
        await track(stage, LinkTracking(True, OWN))
        path = await link_texted(stage)
        talk = await stage.conversation_of(NOAH.phone)
        assert talk is not None
        again = await stage.reply(DANA, talk.id, f"Here it is again: {OWN}{path}", take_over=True)
        assert again.outcome == "allowed"
        invented = await stage.reply(DANA, talk.id, f"Or here: {OWN}/l/zzzzzzzzzz", take_over=False)
        assert (invented.outcome, invented.rule) == ("refused", "claims.hard")
        shared = await stage.reply(DANA, talk.id, "Or here: bit.ly/tidewater", take_over=False)
        assert (shared.outcome, shared.rule) == ("refused", "links.branded")


async def test_without_tracking_links_leave_as_they_are_written() -> None:
    async with open_stage(NOON) as stage:
        await stage.consent(NOAH)
        await stage.leave_cart(NOAH)
        await stage.text(NOAH.phone, "send me the link please")
        await stage.settle()
        assert "https://tidewater.example/" in network_of(stage.twolane).phone(NOAH.phone)[-1].body


async def test_erasing_a_shopper_ends_their_links() -> None:
    async with open_stage(NOON) as stage:
        await track(stage, LinkTracking(True, OWN))
        path = await link_texted(stage)
        stage.clock.advance(MINUTE)
        await stage.client.get(path, headers=BROWSER)
        (click,) = await clicks(stage)
        now, by = stage.clock.now(), Request("operator", "asked to be forgotten")
        token = lambda merchant_id, phone: "num_1"  # noqa: E731
        await stage.twolane.house.ledger.write(lambda books: erase(books, MERCHANT.id, NOAH.phone, by, token, now))
        assert (await stage.client.get(path, headers=BROWSER)).status_code == 410
        left = await stage.twolane.house.ledger.read(lambda books: books.clicks_on(MERCHANT.id, click.link_id))
        assert [row.visitor for row in left] == [""]


def test_one_caller_asks_for_so_many_links_a_minute() -> None:
    pace = LinkPace()
    for _ in range(MOST):
        pace.note("here", NOON)
    with pytest.raises(TooManyAttempts):
        pace.note("here", NOON + timedelta(seconds=59))
    pace.note("there", NOON)
    pace.note("here", NOON + WITHIN)


@pytest.mark.parametrize(
    ("domain", "address"), [("", "https://two.example"), (" Go.Brand.com/ ", "https://go.brand.com")]
)
def test_short_links_lie_on_the_brands_domain_or_where_twolane_answers(domain: str, address: str) -> None:
    assert link_address(domain, "https://two.example/") == address


@pytest.mark.parametrize(
    "domain", ["brand", "go.brand.com/path", "a@b.com", "go brand.com", "gö.example", "http://x.y"]
)
def test_what_is_no_domain_is_refused_by_field(domain: str) -> None:
    with pytest.raises(Invalid, match="link_domain"):
        link_address(domain, "https://two.example")
