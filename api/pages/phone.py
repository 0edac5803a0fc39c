"""The shopper's phone as the simulated network knows it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from api.house import House
from api.pages.look import Look
from api.pages.moments import Moments, Stamp, moments_for
from api.pages.words import phone_words
from channels.simulator import Simulator
from channels.simulator_phones import Direction, PhoneText
from channels.status import CarrierStatus
from conversation.contact import Contact
from conversation.errors import Unknown
from conversation.sender import Sender

QUICK_TEXTS = ("is shipping free?", "too expensive", "a real person please", "stop texting me")


@dataclass(frozen=True, slots=True)
class PhoneBubble:
    """One text on the phone."""

    mine: bool
    words: str
    stamp: Stamp
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phone:
    """`business` is the number that texts go to, `caller` how the phone shows it."""

    number: str
    shown_number: str
    owner: str
    business: str
    caller: str
    time: str
    zone: str
    bubbles: tuple[PhoneBubble, ...]
    quick_texts: tuple[str, ...]
    back: str
    now: datetime


def phone_of(look: Look, number: str, back: str) -> Phone:
    """Return the phone with `number` and its thread with the merchant's own number. Raises Unknown."""
    sender = sender_for(look, number)
    merchant = look.books.merchant(sender.merchant_id)
    contact = look.books.contact_by_phone(sender.merchant_id, number)
    moments = moments_for(contact or stranger(sender, number, look), merchant, look.now)
    texts, photos = network(look.house).phone(number), network(look.house).photos_on(number)
    return Phone(
        number=number,
        shown_number=phone_words(number),
        owner=contact.first_name if contact and contact.first_name else phone_words(number),
        business=sender.phone,
        caller=phone_words(sender.phone),
        time=f"{look.now.astimezone(moments.zone):%H:%M}",
        zone=moments.zone.key,
        bubbles=tuple(_bubble(moments, text, photos) for text in texts if _is_here(text, sender)),
        quick_texts=QUICK_TEXTS,
        back=back,
        now=look.now,
    )


def sender_for(look: Look, number: str) -> Sender:
    """Return the simulated number that texts with this phone, or the first one there is. Raises Unknown."""
    businesses = [text.business for text in reversed(network(look.house).phone(number))]
    for phone in businesses:
        known = look.books.sender_by_phone(phone)
        if known is not None and look.user.may_see(known.merchant_id):
            return known
    simulated = [sender for merchant in look.user.merchants for sender in look.books.senders(merchant)]
    for sender in simulated:
        if sender.carrier == network(look.house).name:
            return sender
    raise Unknown("simulated number of a merchant", number)


def stranger(sender: Sender, number: str, look: Look) -> Contact:
    """Return who a phone would belong to that has not texted yet: its number alone says where it may be."""
    return Contact("", sender.merchant_id, number, "", look.now)


def network(house: House) -> Simulator:
    """Return the simulated network. Raises Unknown outside the demo."""
    if house.simulator is None:
        raise Unknown("simulated network", "here")
    return house.simulator


def _is_here(text: PhoneText, sender: Sender) -> bool:
    return text.business == sender.phone and text.status is not CarrierStatus.UNDELIVERED


def _local(address: str) -> str:
    """Return where a picture of ours lies on this very site: the network knows it by the public address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _bubble(moments: Moments, text: PhoneText, photos: dict[str, list[str]]) -> PhoneBubble:
    shown = (*(f"/phone/media/{media_id}" for media_id in photos.get(text.provider_id, ())), *map(_local, text.media))
    return PhoneBubble(text.direction is Direction.FROM_PHONE, text.body, moments.at(text.at), shown)
