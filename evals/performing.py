"""Performing: plays one scenario on a stage, through the same webhooks and REST that production has."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from api.rest.models import ConversationOut
from api.sample_world import DANA, MERCHANT, OMAR
from api.stage import Stage
from conversation.cart import CartItem
from conversation.conversation import Control
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant_fact import MerchantFact
from conversation.offer import Offer
from conversation.user import User
from evals.errors import NotPlayable
from evals.scenario import CartLine, OptIn, Scenario, ShopperCard
from evals.shoppers.cast import Cast
from evals.shoppers.improvising import improvise
from evals.shoppers.role import Role
from evals.shoppers.simulation import SimulationNote
from evals.shoppers.stage_world import StageWorld
from evals.step import Advance, HandsBack, LeavesCart, Orders, PersonReplies, Publishes, Step, Texts, Vouches
from tools.sample_catalog import SampleShopper, sample_catalog
from tools.sample_checkout import SampleCheckout, ShopPost, checkout_post, order_post

FACT_LASTS = timedelta(days=30)
PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
"""One dot, as a PNG."""

PEOPLE = {user.name: user for user in (DANA, OMAR)}


@dataclass(slots=True)
class Performer:
    """Plays `scenario` on `stage`, which stands at its start."""

    stage: Stage
    scenario: Scenario
    cast: Cast = field(default_factory=Cast)
    checkout: SampleCheckout | None = None
    simulations: list[SimulationNote] = field(default_factory=list)

    async def perform(self) -> None:
        """Raises NotPlayable for a step that cannot be done at its point."""
        await self._set_up()
        if self.scenario.shopper.consent is OptIn.DOUBLE_OPT_IN:
            await self.stage.consent(shopper_of(self.scenario.shopper))
        if self.scenario.cart:
            await self._leave_cart()
        await self.stage.settle()
        for step in self.scenario.steps:
            await self._do(step)
            await self.stage.settle()

    async def _set_up(self) -> None:
        policy = self.scenario.merchant

        def command(books: Books) -> None:
            if (merchant := books.merchant(MERCHANT.id)) is not None:
                books.save_merchant(replace(merchant, settings=policy.applied_to(merchant.settings)))

        if not policy.is_usual:
            await self.stage.twolane.house.ledger.write(command)

    async def _do(self, step: Step) -> None:
        match step:
            case Texts(texts=texts, photo=photo):
                for text in texts:
                    await self.stage.text(self.scenario.shopper.phone, text, [PICTURE] if photo else [])
            case Advance(span=span):
                await self.stage.advance(span)
            case PersonReplies():
                await self._reply(step)
            case HandsBack(note=note):
                await self._hand_back(note)
            case Orders(with_code=with_code):
                await self._order(with_code=with_code)
            case LeavesCart():
                await self._leave_cart()
            case Publishes() | Vouches():
                await self._learn(step)
            case Role():
                await self._improvise(step)

    async def _learn(self, told: Publishes | Vouches) -> None:
        if isinstance(told, Publishes):
            await self.stage.publish(told.text)
        else:
            await self._vouch(told.text)

    async def _improvise(self, role: Role) -> None:
        shopper, world = await self.cast.shopper(role), StageWorld(self.stage, self.scenario.shopper.phone, self._order)
        await world.begin()
        self.simulations.append(await improvise(role, shopper, world, self.cast.chance))

    async def _leave_cart(self) -> None:
        self.checkout = checkout_of(self.scenario, self.stage.clock.now())
        await self._shop_calls(checkout_post(self.checkout, self._secret))

    async def _order(self, *, with_code: bool) -> None:
        if self.checkout is None:
            raise NotPlayable("no cart was left; give the scenario a cart")
        offer = await self._newest_offer() if with_code else None
        code, percent = (offer.code, offer.percent) if offer else (None, 0)
        now = self.stage.clock.now()
        await self._shop_calls(order_post(self.checkout, self._secret, at=now, code=code, percent=percent))

    async def _newest_offer(self) -> Offer:
        conversation = await self._conversation()
        offers = await self.stage.twolane.house.ledger.read(
            lambda books: books.offers_of_conversation(MERCHANT.id, conversation.id)
        )
        if not offers:
            raise NotPlayable("there is no offer to buy with; take with_code out")
        return offers[-1]

    async def _reply(self, reply: PersonReplies) -> None:
        conversation, user = await self._conversation(), person(reply.by)
        has_control = conversation.control == Control.HUMAN.value
        sent = {"body": reply.text, "take_over": not has_control, "source": reply.source}
        await self._as_person(user, f"{conversation.id}/messages", sent)

    async def _hand_back(self, note: str) -> None:
        conversation = await self._conversation()
        if conversation.holder is None:
            raise NotPlayable("no person has control; put a person's text before it")
        await self._as_person(person(conversation.holder.name), f"{conversation.id}/handback", {"note": note})

    async def _vouch(self, statement: str) -> None:
        now = self.stage.clock.now()
        known = MerchantFact(
            id=new_id("fct", now),
            merchant_id=MERCHANT.id,
            statement=statement,
            basis="checked",
            said_by=DANA.id,
            conversation_id="",
            said_at=now,
            expires_at=now + FACT_LASTS,
        )
        await self.stage.twolane.house.ledger.write(lambda books: books.save_merchant_fact(known))

    async def _as_person(self, user: User, path: str, body: Mapping[str, object]) -> None:
        answer = await self.stage.client.post(
            f"/api/conversations/{path}", json=dict(body), headers={"X-Twolane-User": user.id}
        )
        was_refused = answer.status_code == 422 and "outcome" in answer.json()
        if answer.is_error and not was_refused:
            raise NotPlayable(f"{user.name} cannot do this: {answer.text}")

    async def _shop_calls(self, post: ShopPost) -> None:
        answer = await self.stage.client.post("/webhooks/shopify", content=post.body, headers=dict(post.headers))
        answer.raise_for_status()

    async def _conversation(self) -> ConversationOut:
        conversation = await self.stage.conversation_of(self.scenario.shopper.phone)
        if conversation is None:
            raise NotPlayable("there is no conversation yet; let the shopper leave a cart or text first")
        return conversation

    @property
    def _secret(self) -> str:
        return self.stage.twolane.house.settings.shopify_client_secret.get_secret_value()


def person(name: str) -> User:
    """Return who works at the sample store under this name. Raises NotPlayable."""
    if name not in PEOPLE:
        raise NotPlayable(f"nobody called {name!r} works there; use one of: {', '.join(PEOPLE)}")
    return PEOPLE[name]


def checkout_of(scenario: Scenario, now: datetime) -> SampleCheckout:
    """Return the scenario's checkout as it is touched now: always the same one, by its token."""
    items = tuple(_item(line) for line in scenario.cart)
    return SampleCheckout(
        shopper=shopper_of(scenario.shopper),
        items=items,
        token=sha256(f"{scenario.name} {scenario.start.isoformat()}".encode()).hexdigest()[:32],
        at=now,
        accepts_sms=scenario.shopper.consent is not OptIn.NONE,
    )


def _item(line: CartLine) -> CartItem:
    item = sample_catalog().item(line.item, line.quantity)
    return replace(item, title=line.title) if line.title else item


def shopper_of(card: ShopperCard) -> SampleShopper:
    """Return the shopper as the sample shop knows one; the address is made up."""
    first, _, last = card.name.partition(" ")
    return SampleShopper(
        user_id=f"eval_{card.phone.removeprefix('+')}",
        first_name=first,
        last_name=last,
        email=f"{first.lower()}@example.com",
        phone=card.phone,
        address1="1 Example Street",
        address2="",
        city="Example City",
        state=card.region,
        zip="00000",
    )
