"""The week itself: what shoppers, the shop, two people and the weather do, each at their hour, on the real road."""

import secrets
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr

from api.sample_world import DANA, MERCHANT, NUMBER, OMAR, seed_store
from api.settings import Settings
from api.stage import PUBLIC_URL, Stage, network_of
from api.wiring import open_twolane
from channels.simulator import Simulator
from channels.simulator_weather import Weather
from conversation.acts import Doer
from conversation.chance import seeded_chance
from conversation.clock import ScriptedClock
from conversation.conversation import Control
from conversation.errors import Invalid
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.offer import Offer, OfferState
from flows.campaign_managing import CampaignPlan, Managing
from tests.week.town import Mind, Plan, answer, plans
from tests.week.trouble import A_WEEK_OF_IT, ShopAway, cut_off, model_opener, overhear
from tools.embedding import Embeddings
from tools.sample_checkout import ShopPost, checkout_post, order_post
from tools.shop import Shop

MONDAY = datetime(2027, 6, 14, 12, 0, tzinfo=UTC)
"""Eight in the morning at the merchant's."""
MOST_REPLIES = 6
"""Of one shopper."""
CAMPAIGN_WORDS = "Hi {first_name}, new arrivals are in the store this week. Have a look whenever you like."
REPLIES = (
    "Hi, I had a look at it for you and all is in order.",
    "Let me check that with our warehouse and come back to you.",
    "Sorry about that, we will send you a new one.",
)
TICK = timedelta(minutes=1)
LOOKS_EVERY = timedelta(minutes=7)
"""How often the two people look at who is waiting."""
WEATHER = Weather(repeat=0.05, reorder=0.1, lose=0.02, down=0.02, unsure=0.01, seed=7)
WORKING = range(8, 20)
"""The hours, in the merchant's zone, in which the two people look."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase as the shop's own books have it."""

    token: str
    """The checkout's."""
    minor: int
    code: str | None


@dataclass
class Week:
    """One shop's life. What the shop and the phones know is kept apart from the ledger, to be compared at the end."""

    stage: Stage
    dice: Random
    start: datetime
    bought: list[Bought] = field(default_factory=list)
    stopped: dict[str, datetime] = field(default_factory=dict)
    turned_down: Counter[str] = field(default_factory=Counter)
    checkouts: int = 0
    human_texts: int = 0
    _agenda: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = field(default_factory=list)
    _ticket: "count[int]" = field(default_factory=count)
    _plans: dict[str, Plan] = field(default_factory=dict)
    _patience: dict[str, int] = field(default_factory=lambda: defaultdict(lambda: MOST_REPLIES))
    _fresh: list[str] = field(default_factory=list)

    @property
    def network(self) -> Simulator:
        return network_of(self.stage.twolane)

    def at(self, moment: datetime, happens: Callable[[], Awaitable[None]]) -> None:
        heappush(self._agenda, (moment, next(self._ticket), happens))

    def plan(self, plan: Plan) -> None:
        """Enter a shopper's plan in the agenda."""
        self._plans[plan.checkout.shopper.phone] = plan
        self.at(plan.checkout.at, lambda: self._leave_cart(plan))
        if plan.buys_at is not None:
            self.at(plan.buys_at, lambda: self._buy(plan))

    def plan_campaign(self, moment: datetime) -> None:
        """Let a person write to everybody who agreed to marketing; shoppers answer that as they answer any text."""
        self.at(moment, self._start_campaign)

    async def live(self, until: datetime, tick: timedelta = TICK) -> None:
        """Let the time pass, tick by tick."""
        clock = self.stage.clock
        look = self.start
        while clock.now() < until:
            clock.jump_to(clock.now() + tick)
            while self._agenda and self._agenda[0][0] <= clock.now():
                await heappop(self._agenda)[2]()
            if clock.now() >= look:
                look += LOOKS_EVERY
                await self._tend()
            await self.stage.settle()
            self._read_texts()

    def heard(self, phone: str) -> None:
        """A text has come to this phone."""
        self._fresh.append(phone)

    async def _leave_cart(self, plan: Plan) -> None:
        if plan.has_opted_in:
            await self.stage.consent(plan.checkout.shopper)
        await self._shop_calls(checkout_post(plan.checkout, self._secret))
        self.checkouts += 1

    async def _buy(self, plan: Plan) -> None:
        offer, now = await self._offer_on(plan), self.stage.clock.now()
        code, percent = (offer.code, offer.percent) if offer and self.dice.random() < 0.7 else (None, 0)
        post = order_post(plan.checkout, self._secret, at=now, code=code, percent=percent)
        total = plan.checkout.total.less_percent(percent)
        self.bought.append(Bought(plan.checkout.token, total.minor, code))
        self.at(now + timedelta(minutes=self.dice.choice((0, 0, 0, 3, 45))), lambda: self._shop_calls(post))

    async def _offer_on(self, plan: Plan) -> Offer | None:
        """Return the offer that the shopper has a code of."""
        now = self.stage.clock.now()

        def look(books: Reader) -> Offer | None:
            cart = books.cart_by_token(MERCHANT.id, MERCHANT.shop_domain, plan.checkout.token)
            made = books.offers_of_cart(MERCHANT.id, cart.id) if cart else ()
            return next((one for one in made if one.is_live(now) and one.state is OfferState.ISSUED), None)

        return await self.stage.twolane.house.ledger.read(look)

    async def _shop_calls(self, post: ShopPost) -> None:
        """The shop tells us once, or twice."""
        for _ in range(1 + (self.dice.random() < 0.05)):
            answer = await self.stage.client.post("/webhooks/shopify", content=post.body, headers=dict(post.headers))
            assert answer.is_success, answer.text

    def _read_texts(self) -> None:
        """Let every shopper read what has come, and plan what they answer."""
        fresh, self._fresh = self._fresh, []
        for phone in fresh:
            reply = answer(self._plans[phone], self.dice)
            if reply is not None and self._patience[phone] > 0:
                self._patience[phone] -= 1
                pause, words = reply
                self.at(self.stage.clock.now() + pause, partial(self._text, phone, words))

    async def _start_campaign(self) -> None:
        house = self.stage.twolane.house
        plan = CampaignPlan("Arrivals", "{consent: marketing}", CAMPAIGN_WORDS, hold_out_percent=10)

        def command(books: Books) -> None:
            managing = Managing(books, house.rulebook, Doer(DANA.id), house.clock.now())
            campaign = managing.create(MERCHANT.id, plan)
            managing.review(MERCHANT.id, campaign.id, campaign.version)
            managing.start(MERCHANT.id, campaign.id)

        await house.ledger.write(command)

    async def _text(self, phone: str, words: str) -> None:
        if self._plans[phone].mind is Mind.STOPS:
            self.stopped.setdefault(phone, self.stage.clock.now())
        self.network.text(phone, NUMBER, words)

    async def _tend(self) -> None:
        """What processes do now and then, and two people who answer some of those that wait."""
        worker, now = self.stage.twolane.worker, self.stage.clock.now()
        await worker.sender.settle_left_behind()
        await worker.outside.look()
        if now.astimezone(ZoneInfo(MERCHANT.timezone)).hour not in WORKING:
            return
        for control in (Control.ESCALATED, Control.HUMAN):
            listed = await self.stage.client.get("/api/conversations", params={"control": control.value, "limit": 20})
            for item in listed.json()["items"]:
                await self._look_after(item["id"], control)

    async def _look_after(self, conversation_id: str, control: Control) -> None:
        person = DANA if int(conversation_id[-1], 16) % 2 else OMAR
        try:
            if control is Control.ESCALATED and self.dice.random() < 0.5:
                departure = await self.stage.reply(person, conversation_id, self.dice.choice(REPLIES), take_over=True)
                self.human_texts += departure.outcome == "allowed"
            elif control is Control.HUMAN and self.dice.random() < 0.2:
                await self.stage.hand_back(person, conversation_id)
        except Invalid as refused:
            self.turned_down[str(refused)[:120]] += 1

    @property
    def _secret(self) -> str:
        return self.stage.twolane.house.settings.shopify_client_secret.get_secret_value()


@asynccontextmanager
async def a_week(folder: Path, seed: int, shoppers: int, days: float) -> AsyncIterator[Week]:
    """Open a shop over a SQLite ledger in `folder` with `shoppers`, all of whose carts are left within `days`."""
    with seeded_chance(seed):
        async with _a_week(folder, seed, shoppers, days) as week:
            yield week


@asynccontextmanager
async def _a_week(folder: Path, seed: int, shoppers: int, days: float) -> AsyncIterator[Week]:
    clock, dice = ScriptedClock(MONDAY), Random(seed)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        public_url=PUBLIC_URL,
        demo=True,
        embeddings=Embeddings.WORDS,
        shopify_client_secret=SecretStr(secrets.token_hex(16)),
        simulator_token=SecretStr(secrets.token_hex(16)),
    )

    def since_start() -> timedelta:
        return clock.now() - MONDAY

    opens = model_opener(A_WEEK_OF_IT.model, since_start)
    twolane = await open_twolane(settings, clock, WEATHER, opens)
    object.__setattr__(twolane.worker.turns, "shop_of", _always(ShopAway(MONDAY, A_WEEK_OF_IT.shop, since_start)))
    cut_off(network_of(twolane), A_WEEK_OF_IT.carrier, since_start)
    transport = httpx.ASGITransport(twolane.app)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers={"Host": "testserver"}) as client:
        await twolane.house.ledger.write(seed_store)
        await twolane.learn_policies()
        week = Week(Stage(twolane, clock, client, twolane.courier(client)), dice, MONDAY)
        overhear(network_of(twolane), week.heard)
        for plan in plans(dice, shoppers, MONDAY, days):
            week.plan(plan)
        week.plan_campaign(MONDAY + timedelta(days=days) * 0.6)
        try:
            yield week
        finally:
            await twolane.close()


def _always(shop: Shop) -> Callable[[Merchant], Shop]:
    return lambda merchant: shop
