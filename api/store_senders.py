"""A merchant's numbers in store files and on the command line."""

from collections.abc import Callable
from dataclasses import replace

from pydantic import Field

from api.as_yaml import as_yaml
from api.ledgers import opened
from api.operator import merchant_named
from api.settings import Settings
from api.store_people import Strict
from api.told_number import ToldNumber
from channels.sender_office import Registering, SenderOffice
from channels.throughput_tier import known_tiers
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.clock import SystemClock
from conversation.ids import MerchantId
from conversation.ledger import Books, Reader
from conversation.sender import Registration, Sender, SenderKind


class NumberIn(ToldNumber, Strict):
    """A registered number, E.164, and the carrier that serves it."""

    phone: str = Field(pattern=r"^\+[1-9]\d{6,14}$|^\d{5,6}$")
    kind: SenderKind
    registration: Registration
    carrier: str = "twilio"


def write_number(office: SenderOffice, merchant_id: MerchantId, number: NumberIn) -> Sender:
    """Write a number of a store file. One that was suspended stays so: a file that is loaded again is no remedy."""
    told, known = number.told(), office.books.sender_by_phone(number.phone)
    if known is not None and known.registration is Registration.SUSPENDED:
        told = replace(told, registration=Registration.SUSPENDED)
    return office.save(merchant_id, told)


async def sender_lines(settings: Settings, merchant: str) -> tuple[tuple[str, ...], ...]:
    """Return the numbers of a merchant, or of all, as words for a table."""

    def read(books: Reader) -> tuple[tuple[str, ...], ...]:
        owners = [merchant_named(books, merchant)] if merchant else [one.id for one in books.merchants()]
        return tuple(_line(sender) for owner in owners for sender in books.senders(owner))

    async with opened(settings) as ledger:
        return await ledger.read(read)


async def save_sender(settings: Settings, merchant: str, told: Registering) -> Sender:
    """Add a number or change it. Raises Invalid, Conflict, Unknown."""
    return await _change(settings, merchant, lambda office, owner: office.save(owner, told))


async def suspend_sender(settings: Settings, merchant: str, phone: str, why: str) -> Sender:
    """Let nothing leave from a number. Raises Invalid, Unknown."""
    return await _change(settings, merchant, lambda office, owner: office.suspend(owner, phone, why))


async def resume_sender(settings: Settings, merchant: str, phone: str) -> Sender:
    """Let texts leave from a suspended number again. Raises Conflict, Unknown."""
    return await _change(settings, merchant, lambda office, owner: office.resume(owner, phone))


async def export_senders(settings: Settings, merchant: str) -> str:
    """Return the merchant's numbers as YAML that a store file takes."""
    async with opened(settings) as ledger:
        senders = await ledger.read(lambda books: books.senders(merchant_named(books, merchant)))
    return as_yaml({"numbers": [_exported(sender) for sender in senders]})


async def _change(settings: Settings, merchant: str, change: Callable[[SenderOffice, MerchantId], Sender]) -> Sender:
    now = SystemClock().now()

    def command(books: Books) -> Sender:
        return change(SenderOffice(books, Doer(OPERATOR), now), merchant_named(books, merchant))

    async with opened(settings) as ledger:
        return await ledger.write(command)


def _line(sender: Sender) -> tuple[str, ...]:
    tier = known_tiers().of(sender)
    return sender.phone, sender.kind.value, sender.carrier, sender.use_case.value, tier.name, sender.standing


def _exported(sender: Sender) -> dict[str, str]:
    plain = {
        "phone": sender.phone,
        "kind": sender.kind.value,
        "registration": sender.registration.value,
        "carrier": sender.carrier,
        "use_case": sender.use_case.value,
    }
    ids = {name: getattr(sender, name) for name in ("brand_id", "campaign_id", "verification_id", "tier")}
    return plain | {name: value for name, value in ids.items() if value}
