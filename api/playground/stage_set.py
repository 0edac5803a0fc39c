"""What a talk in the playground begins with: the merchant as it is, a shopper who agreed to texts, and their cart."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from conversation.autonomy import AutonomyPolicy
from conversation.cart import Cart, CartItem, CartState
from conversation.carts import remember_cart
from conversation.consent import ConsentMethod, ConsentScope
from conversation.consenting import ConsentBook, Proof
from conversation.ids import ConversationId, new_id
from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.money import Money
from conversation.opening import find_or_add_contact, find_or_open
from conversation.persona import Persona
from conversation.sender import Registration, Sender, SenderKind
from conversation.shelf import EMPTY, Shelf

PHONE, NUMBER = "+13035550142", "+18885550142"
"""Numbers from the range that is reserved for fiction."""
NAME, REGION, ZONE = "Robin Reed", "CO", "America/Denver"
AGREED = "Reply YES to get texts with shopping cart reminders and offers."
HOUR = 12


@dataclass(frozen=True, slots=True)
class Setting:
    """The merchant, with a pack, a persona and a cart of one's choice; without `items` there is no cart.

    `shelf` is what the merchant wrote down for its AI.
    """

    merchant: Merchant
    pack: str
    persona: Persona
    items: tuple[CartItem, ...]
    shelf: Shelf = EMPTY


def noon_of(moment: datetime) -> datetime:
    """Return noon of that day at the shopper's: no quiet hours reach there."""
    local = moment.astimezone(ZoneInfo(ZONE))
    return local.replace(hour=HOUR, minute=0, second=0, microsecond=0).astimezone(UTC)


def begin_conversation(books: Books, setting: Setting, now: datetime) -> ConversationId:
    """Write what the talk needs. The AI texts by itself here, whatever the merchant lets it do elsewhere."""
    settings = replace(
        setting.merchant.settings,
        pack=setting.pack,
        pack_variants=(),
        persona=setting.persona,
        autonomy=AutonomyPolicy(),
    )
    merchant = replace(setting.merchant, settings=settings)
    books.save_merchant(merchant)
    books.save_sender(
        Sender("snd_playground", merchant.id, NUMBER, SenderKind.TOLL_FREE, Registration.VERIFIED, "simulator")
    )
    contact = replace(
        find_or_add_contact(books, merchant.id, PHONE, now), name=NAME, region=REGION, country="US", timezone=ZONE
    )
    books.save_contact(contact)
    history = ConsentBook(books, merchant.id, PHONE, now)
    proof = Proof(ConsentMethod.TEXT.value, "the playground", now, "the playground")
    for scope in ConsentScope:
        history.record(scope, AGREED, proof, answer_id="playground")
    if not setting.items:
        return find_or_open(books, contact, now).id
    return remember_cart(books, contact, _cart(merchant, contact.id, setting.items, now), timedelta(), now).id


def _cart(merchant: Merchant, contact_id: str, items: tuple[CartItem, ...], now: datetime) -> Cart:
    total = Money(sum(item.unit_price.times(item.quantity).minor for item in items), items[0].unit_price.currency)
    return Cart(
        id=new_id("crt", now),
        merchant_id=merchant.id,
        contact_id=contact_id,
        shop_domain=merchant.shop_domain,
        token="playground",
        checkout_url=f"https://{merchant.shop_domain}/checkouts/playground",
        items=items,
        total=total,
        state=CartState.OPEN,
        abandoned_at=now,
        updated_at=now,
    )
