"""A stage: the whole house in one process with a clock that stands still, for `play`, evals and tests.

Every text takes the whole road: the simulated network signs its webhooks, the shop signs its own, a person uses REST.
"""

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import httpx
from pydantic import SecretStr

from agent.model_opener import OpensModel
from api.rest.models import ConversationOut, DepartureOut
from api.sample_world import MERCHANT, NUMBER, record_double_opt_in, seed_store
from api.settings import IN_MEMORY, Settings
from api.wiring import Twolane, open_twolane
from channels.simulator import Simulator
from channels.simulator_courier import Courier
from channels.simulator_plan import FaultPlan
from channels.simulator_weather import Weather
from conversation.act import OPERATOR
from conversation.clock import ScriptedClock
from conversation.errors import Invalid, Misconfigured
from conversation.event import Event
from conversation.ids import ConversationId, new_id
from conversation.importing import Read, import_at_once
from conversation.ledger import Reader
from conversation.user import User
from prompts.pack import Pack
from prompts.renderer import load_pack
from tools.embedding import Embeddings
from tools.sample_catalog import SampleShopper
from tools.sample_checkout import SampleCheckout, ShopPost, checkout_post, order_post, sample_checkout

PUBLIC_URL = "http://twolane.test"


class Stage:
    """One play's world. Nothing happens on it until `settle` is called."""

    def __init__(self, twolane: Twolane, clock: ScriptedClock, client: httpx.AsyncClient, courier: Courier) -> None:
        self.twolane = twolane
        self.clock = clock
        self.client = client
        self._courier = courier
        self._network = network_of(twolane)
        self._secret = twolane.house.settings.shopify_client_secret.get_secret_value()

    async def consent(self, shopper: SampleShopper) -> None:
        """The shopper had confirmed a double opt-in by text before the play began."""
        now = self.clock.now()
        await self.twolane.house.ledger.write(lambda books: record_double_opt_in(books, shopper, now) and None)

    async def leave_cart(self, shopper: SampleShopper, *, accepts_sms: bool = True) -> SampleCheckout:
        """The shopper leaves a checkout now; the shop calls our webhook."""
        checkout = sample_checkout(shopper.user_id, at=self.clock.now(), accepts_sms=accepts_sms)
        await self._shop_calls(checkout_post(checkout, self._secret))
        return checkout

    async def buy(self, checkout: SampleCheckout) -> None:
        """The shopper buys the cart; the shop calls our webhook."""
        await self._shop_calls(order_post(checkout, self._secret, at=self.clock.now()))

    async def text(self, phone: str, body: str, photos: Sequence[bytes] = ()) -> None:
        """The shopper texts the merchant's number; our webhook has it when this returns."""
        self._network.text(phone, NUMBER, body, photos=photos)
        await self._courier.settle()

    async def publish(self, text: str) -> None:
        """Let the store's pages say more, each text on a page of its own."""
        now = self.clock.now()
        page, read = new_id("page", now), [Read("", text)]
        ledger = self.twolane.house.ledger
        await ledger.write(lambda books: import_at_once(books, MERCHANT.id, page, {page: read}, OPERATOR, now))
        await self.twolane.knowledge.level(MERCHANT.id)

    async def settle(self) -> None:
        """Let everything that is due happen, and every callback arrive."""
        while await self.twolane.worker.drain() or await self._courier.settle():
            pass

    async def advance(self, step: timedelta) -> None:
        """Let time pass, stopping wherever something falls due on the way."""
        until = self.clock.now() + step
        while (moment := await self._next_due(until)) is not None:
            self.clock.jump_to(max(moment, self.clock.now()))
            await self.settle()
            if moment >= until:
                break
        self.clock.jump_to(until)
        await self.settle()

    async def conversation_of(self, phone: str) -> ConversationOut | None:
        """Read the newest conversation with a phone, as REST shows it."""
        listed = await self.client.get("/api/conversations", params={"limit": 200})
        listed.raise_for_status()
        found = [item["id"] for item in listed.json()["items"] if item["contact"]["phone"] == phone]
        return await self.read(found[0]) if found else None

    async def read(self, conversation_id: ConversationId) -> ConversationOut:
        answer = await self.client.get(f"/api/conversations/{conversation_id}")
        answer.raise_for_status()
        return ConversationOut.model_validate(answer.json())

    async def events(self, conversation_id: ConversationId) -> tuple[Event, ...]:
        return await self.twolane.house.ledger.read(lambda books: books.events(MERCHANT.id, conversation_id))

    async def reply(self, user: User, conversation_id: ConversationId, body: str, *, take_over: bool) -> DepartureOut:
        """A person texts the shopper. Raises Invalid when REST answers with a problem."""
        answer = await self.client.post(
            f"/api/conversations/{conversation_id}/messages",
            json={"body": body, "take_over": take_over},
            headers={"X-Twolane-User": user.id},
        )
        if "outcome" not in answer.json():
            raise Invalid("person", answer.text, "write the script so that this person has control")
        return DepartureOut.model_validate(answer.json())

    async def take_over(self, user: User, conversation_id: ConversationId) -> None:
        await self._post_control(user, conversation_id, "takeover")

    async def hand_back(self, user: User, conversation_id: ConversationId) -> None:
        await self._post_control(user, conversation_id, "handback")

    async def _post_control(self, user: User, conversation_id: ConversationId, change: str) -> None:
        answer = await self.client.post(
            f"/api/conversations/{conversation_id}/{change}", headers={"X-Twolane-User": user.id}
        )
        if answer.is_error:
            raise Invalid(change, answer.text, "write the script so that this person may do it")

    async def _shop_calls(self, post: ShopPost) -> None:
        answer = await self.client.post("/webhooks/shopify", content=post.body, headers=dict(post.headers))
        answer.raise_for_status()

    async def _next_due(self, until: datetime) -> datetime | None:
        def read(books: Reader) -> list[datetime | None]:
            wakes = [books.wake_of(row.id) for row in books.conversations((MERCHANT.id,), limit=200)]
            campaigns = [books.next_due(campaign.id) for campaign in books.campaigns_due(until)]
            return [*(wake.due_at for wake in wakes if wake is not None), *campaigns, books.next_run_at()]

        moments = await self.twolane.house.ledger.read(read)
        now = self.clock.now()
        return min((moment for moment in moments if moment is not None and now < moment <= until), default=None)


@asynccontextmanager
async def open_stage(
    start: datetime,
    *,
    pack: str = "recovery",
    settings: Settings | None = None,
    weather: FaultPlan | Weather | None = None,
    opens: OpensModel | None = None,
    find_pack: Callable[[str], Pack] = load_pack,
) -> AsyncIterator[Stage]:
    """Open a stage in memory at `start` (aware), with the sample store on it.

    `opens` opens the models of the AI's seat instead of those that `settings` name, and `find_pack` finds its packs.
    """
    clock = ScriptedClock(start)
    twolane = await open_twolane(stage_settings(settings or Settings()), clock, weather, opens, find_pack)
    transport = httpx.ASGITransport(twolane.app)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers={"Host": "testserver"}) as client:
        await twolane.house.ledger.write(lambda books: seed_store(books, pack))
        await twolane.learn_policies()
        try:
            yield Stage(twolane, clock, client, twolane.courier(client))
        finally:
            await twolane.close()


def stage_settings(settings: Settings) -> Settings:
    """Return `settings` with everything in memory and secrets made up for this one stage."""
    return settings.model_copy(
        update={
            "database_url": IN_MEMORY,
            "redis_url": "",
            "public_url": PUBLIC_URL,
            "demo": True,
            "embeddings": Embeddings.WORDS,
            "twilio_account_sid": "",
            "telnyx_api_key": SecretStr(""),
            "shopify_client_secret": SecretStr(secrets.token_hex(16)),
            "simulator_token": SecretStr(secrets.token_hex(16)),
        }
    )


def network_of(twolane: Twolane) -> Simulator:
    """Return the simulated network. Raises Misconfigured where there is none."""
    if twolane.house.simulator is None:
        raise Misconfigured("demo", "only the demo, play and evals have a simulated network")
    return twolane.house.simulator
