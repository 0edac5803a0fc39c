"""A merchant as a YAML file: its number, its people and its policy, loaded into the ledger."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from api.settings import Settings
from api.wiring import open_twolane
from compliance.intents import IntentLabel, read_intent
from conversation.errors import Invalid
from conversation.escalation import EscalationTrigger, Priority
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.merchant import BusinessHours, Merchant, MerchantSettings, Routing, ServiceTarget, ServiceTargets
from conversation.role import Role
from conversation.sender import Registration, Sender, SenderKind
from conversation.user import User
from tools.knowledge import policy_chunks

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]


class Strict(BaseModel):
    """A misspelt key is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid")


class HoursIn(Strict):
    """When people answer. Days count from Monday = 0."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: str = Field(default="09:00", pattern=r"^\d\d:\d\d$")
    closes: str = Field(default="17:00", pattern=r"^\d\d:\d\d$")


class NumberIn(Strict):
    """A registered number, E.164, and the carrier that serves it."""

    phone: str = Field(pattern=r"^\+[1-9]\d{6,14}$|^\d{5,6}$")
    kind: SenderKind
    registration: Registration
    carrier: str = "twilio"


State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""A US state or territory, such as FL."""


class TargetIn(Strict):
    """Within how many minutes a waiting shopper is answered, and their case settled."""

    first_reply_minutes: int = Field(ge=1, le=10_080)
    resolution_minutes: int = Field(ge=1, le=43_200)


class ServiceIn(Strict):
    """The targets of each priority; what is not named keeps its default."""

    urgent: TargetIn | None = None
    high: TargetIn | None = None
    normal: TargetIn | None = None
    low: TargetIn | None = None

    def targets(self) -> ServiceTargets:
        """Return the targets as the ledger keeps them."""
        named = {name: target for name, target in self if target is not None}
        return ServiceTargets(
            **{name: ServiceTarget(one.first_reply_minutes, one.resolution_minutes) for name, one in named.items()}
        )


class TriggerIn(Strict):
    """Words or phrases at which a person is to answer."""

    name: str = Field(min_length=1, max_length=40)
    phrases: list[Phrase] = Field(min_length=1, max_length=50)
    priority: Priority = Priority.NORMAL

    @field_validator("phrases")
    @classmethod
    def _reach_the_seat(cls, phrases: list[str]) -> list[str]:
        """A text that code answers before the seat is asked would never fire a trigger."""
        for phrase in phrases:
            if not any(character.isalnum() for character in phrase):
                raise ValueError(f"{phrase!r} has neither a letter nor a digit; name a word")
            intent = read_intent(phrase, pending_opt_in=False)
            if intent.label is not IntentLabel.NONE:
                raise ValueError(f"{phrase!r} is read as {intent.label.value} before any trigger; leave it out")
        return phrases


class StoreFile(Strict):
    """One merchant."""

    name: str = Field(min_length=1)
    shop_domain: str = Field(min_length=3)
    support: str = Field(min_length=3)
    timezone: str
    people: list[str] = Field(min_length=1)
    numbers: list[NumberIn] = Field(min_length=1)
    policy: Path | None = None
    business_hours: HoursIn | None = None
    reminder_delay_minutes: int = Field(default=30, ge=5, le=2880)
    reply_grace_minutes: int = Field(default=15, ge=0, le=30)
    retention_days: int = Field(default=1826, ge=30, le=36525)
    offer_percent: int = Field(default=10, ge=0, le=90)
    offer_ceiling_percent: int = Field(default=15, ge=0, le=90)
    offer_ceiling_amount: Decimal | None = Field(default=None, gt=0, max_digits=9, decimal_places=2)
    offer_margin_floor_percent: int | None = Field(default=None, ge=0, le=95)
    offer_hours: int = Field(default=24, ge=1, le=720)
    offer_contact_limit: int = Field(default=3, ge=1, le=100)
    offer_contact_days: int = Field(default=30, ge=1, le=365)
    offer_cart_limit: int = Field(default=2, ge=1, le=20)
    person_offer_ceiling_percent: int | None = Field(default=None, ge=0, le=90)
    strict_cap_states: list[State] = Field(default_factory=list)
    high_value_cart: Decimal | None = Field(default=None, gt=0, max_digits=9, decimal_places=2)
    service: ServiceIn = Field(default_factory=lambda: ServiceIn())
    routing: Routing = Routing.MANUAL
    escalation_triggers: list[TriggerIn] = Field(default_factory=list, max_length=50)

    @model_validator(mode="after")
    def _ceilings_agree(self) -> "StoreFile":
        """A ceiling that a setting contradicts would be read as either; so neither is."""
        own = self.person_offer_ceiling_percent
        if self.offer_percent > self.offer_ceiling_percent:
            raise Invalid("offer_percent", "it is above offer_ceiling_percent", "lower it, or raise the ceiling")
        if own is not None and own < self.offer_ceiling_percent:
            raise Invalid("person_offer_ceiling_percent", "it is below offer_ceiling_percent", "a person may give more")
        return self


def read_store(path: Path) -> StoreFile:
    """Read a store file. Raises Invalid naming the field and the remedy."""
    try:
        return StoreFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise Invalid("store", str(error), "name a YAML file that can be read") from error
    except yaml.YAMLError as error:
        raise Invalid("store", f"it is not YAML: {error}", "see examples/store.yaml") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "store"
        raise Invalid(field, first["msg"], "see examples/store.yaml") from error


async def load_store(path: Path, settings: Settings) -> Merchant:
    """Write the store into the ledger, replacing what is known of its shop, and learn its policy."""
    store = read_store(path)
    policy = (path.parent / store.policy).read_text(encoding="utf-8") if store.policy else ""
    twolane = await open_twolane(settings)
    try:
        now = twolane.house.clock.now()
        merchant = await twolane.house.ledger.write(lambda books: _write(books, store, new_id("mer", now)))
        if policy:
            await twolane.knowledge.learn(merchant.id, policy_chunks(policy))
    finally:
        await twolane.close()
    return merchant


def _write(books: Books, store: StoreFile, fresh_id: str) -> Merchant:
    known = books.merchant_of_shop(store.shop_domain)
    merchant = Merchant(
        id=known.id if known else fresh_id,
        name=store.name,
        shop_domain=store.shop_domain,
        support=store.support,
        timezone=store.timezone,
        settings=settings_of(store),
    )
    books.save_merchant(merchant)
    for number in store.numbers:
        books.save_sender(_sender(books, merchant, number))
    names = {user.name for user in books.users() if merchant.id in user.merchants}
    for place, name in enumerate(name for name in store.people if name not in names):
        books.save_user(User(f"usr_{fresh_id.removeprefix('mer_')}_{place}", name, {merchant.id: Role.AGENT}))
    return merchant


def settings_of(store: StoreFile) -> MerchantSettings:
    """Return what the ledger keeps of the store's choices; money in minor units."""
    hours = store.business_hours
    return MerchantSettings(
        reminder_delay_minutes=store.reminder_delay_minutes,
        retention_days=store.retention_days,
        reply_grace_minutes=store.reply_grace_minutes,
        offer_percent=store.offer_percent,
        offer_ceiling_percent=store.offer_ceiling_percent,
        offer_hours=store.offer_hours,
        offer_ceiling_amount=None if store.offer_ceiling_amount is None else int(store.offer_ceiling_amount * 100),
        offer_margin_floor_percent=store.offer_margin_floor_percent,
        offer_contact_limit=store.offer_contact_limit,
        offer_contact_days=store.offer_contact_days,
        offer_cart_limit=store.offer_cart_limit,
        person_offer_ceiling_percent=store.person_offer_ceiling_percent,
        strict_cap_states=tuple(store.strict_cap_states),
        business_hours=BusinessHours(hours.days, hours.opens, hours.closes) if hours else None,
        service=store.service.targets(),
        routing=store.routing,
        high_value_cart=None if store.high_value_cart is None else int(store.high_value_cart * 100),
        escalation_triggers=tuple(
            EscalationTrigger(one.name, tuple(one.phrases), one.priority) for one in store.escalation_triggers
        ),
    )


def _sender(books: Books, merchant: Merchant, number: NumberIn) -> Sender:
    known = books.sender_by_phone(number.phone)
    return Sender(
        id=known.id if known else f"snd_{merchant.id.removeprefix('mer_')}_{number.phone.removeprefix('+')}",
        merchant_id=merchant.id,
        phone=number.phone,
        kind=number.kind,
        registration=number.registration,
        carrier=number.carrier,
    )
