"""A merchant with one shopper, whose cart stands in a memory ledger, and what a turn hands to its tools."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool

from conversation.cart import Cart, CartItem, CartState
from conversation.carts import remember_cart
from conversation.clock import ScriptedClock
from conversation.contact import Contact
from conversation.conversation import Conversation
from conversation.ledger import Books
from conversation.merchant import Merchant, MerchantSettings
from conversation.money import Money
from conversation.offer import Offer, OfferState
from conversation.sender import Registration, Sender, SenderKind
from conversation.store_memory import MemoryLedger
from tools.answer import in_words
from tools.context import TurnContext
from tools.knowledge import learn, policy_chunks
from tools.knowledge_lexical import LexicalKnowledge
from tools.sample_catalog import sample_policy
from tools.sample_shop import SampleShop
from tools.shop import Shop

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
CART_URL = "https://tidewater.example/checkouts/ct1/recover?key=k1"
MERCHANT = Merchant("mer_1", "Tidewater", "tidewater.example", "help@tidewater.example", "America/New_York")
CONTACT = Contact("con_1", "mer_1", "+13035550111", "Noah Brown", NOW, region="CO", timezone="America/Denver")
SENDER = Sender("snd_1", "mer_1", "+18885550100", SenderKind.TOLL_FREE, Registration.VERIFIED, "simulator")
CART = Cart(
    id="crt_1",
    merchant_id="mer_1",
    contact_id="con_1",
    shop_domain="tidewater.example",
    token="ct1",
    checkout_url=CART_URL,
    items=(
        CartItem("p1", "v1", "Backpack", "green, small", 1, Money(20535)),
        CartItem("p2", "v2", "Water Bottle", "1000ml, glass", 2, Money(4500)),
    ),
    total=Money(29535),
    state=CartState.OPEN,
    abandoned_at=NOW - timedelta(minutes=30),
    updated_at=NOW,
)
OFFER = Offer(
    id="off_1",
    merchant_id="mer_1",
    cart_id="crt_1",
    conversation_id="cvn_1",
    code="SAVE10-ACDEF",
    percent=10,
    state=OfferState.RESERVED,
    reserved_at=NOW,
    expires_at=NOW + timedelta(hours=24),
)


@dataclass
class House:
    """The parts that a test may look into or move."""

    ledger: MemoryLedger
    clock: ScriptedClock
    conversation: Conversation

    def context(
        self,
        *,
        cart: Cart | None = CART,
        settings: MerchantSettings | None = None,
        shop: Shop | None = None,
        knowledge: LexicalKnowledge | None = None,
    ) -> TurnContext:
        """Return a new turn's context."""
        return TurnContext(
            merchant=replace(MERCHANT, settings=settings or MerchantSettings()),
            contact=CONTACT,
            conversation=self.conversation,
            cart=cart,
            ledger=self.ledger,
            clock=self.clock,
            shop=shop or SampleShop(),
            knowledge=knowledge or LexicalKnowledge(),
            newest_text="hi",
            is_current=_always,
        )

    async def offers(self) -> tuple[Offer, ...]:
        return await self.ledger.read(lambda books: books.offers_of_cart("mer_1", "crt_1"))


async def build_house() -> House:
    """Return a house in which the shopper's cart has just been seen."""
    ledger = MemoryLedger()

    def move_in(books: Books) -> Conversation:
        books.save_merchant(MERCHANT)
        books.save_sender(SENDER)
        books.lock_contact("mer_1", CONTACT.phone)
        books.save_contact(CONTACT)
        return remember_cart(books, CONTACT, CART, timedelta(minutes=30), NOW)

    return House(ledger, ScriptedClock(NOW), await ledger.write(move_in))


async def stocked_knowledge() -> LexicalKnowledge:
    """Return a base that knows the sample store's policy as merchant ``mer_1``'s."""
    knowledge = LexicalKnowledge()
    await learn(knowledge, "mer_1", policy_chunks(sample_policy()))
    return knowledge


async def call(tool: BaseTool, context: TurnContext, **arguments: str) -> str:
    """Call a tool as the agent would."""
    runtime: ToolRuntime[TurnContext, dict[str, object]] = ToolRuntime(
        state={}, context=context, config={}, stream_writer=print, tool_call_id="call_1", store=None
    )
    return in_words(await tool.ainvoke({**arguments, "runtime": runtime}))


async def _always() -> bool:
    return True
