"""A merchant as a YAML file: its number, its people and its policy, loaded into the ledger."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError, model_validator

from api.knowledge.policy import learn_policy
from api.settings import Settings
from api.store_people import AutonomyIn, ServiceIn, Strict, TriggerIn
from api.store_persona import PackVariantIn, PersonaIn
from api.store_senders import NumberIn, write_number
from api.store_shop import ShopIn
from api.store_spending import SpendLimitsIn
from api.switching import NEW_MERCHANT, ceiling_for_new
from api.wiring import open_twolane
from channels.sender_office import SenderOffice
from conversation.act import OPERATOR, ActKind
from conversation.acts import Doer, record_act
from conversation.autonomy import AutonomyPolicy
from conversation.errors import Invalid
from conversation.ids import new_id
from conversation.ledger import Books
from conversation.link_setting import link_address
from conversation.merchant import BusinessHours, Merchant, MerchantSettings, Routing
from conversation.money import Money
from conversation.pack_variant import check_variants
from conversation.persona import PLAIN, check_persona
from conversation.role import Role
from conversation.segment_price import SegmentPrice
from conversation.shop_choice import ShopChoice
from conversation.short_link import LinkTracking
from conversation.spent import SpendLimits
from conversation.user import User
from prompts.renderer import known_packs


class HoursIn(Strict):
    """When people answer. Days count from Monday = 0."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: str = Field(default="09:00", pattern=r"^\d\d:\d\d$")
    closes: str = Field(default="17:00", pattern=r"^\d\d:\d\d$")


State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""A US state or territory, such as FL."""


class StoreFile(Strict):
    """One merchant."""

    name: str = Field(min_length=1)
    shop_domain: str = Field(min_length=3)
    support: str = Field(min_length=3)
    timezone: str
    people: list[str] = Field(default_factory=list)
    numbers: list[NumberIn] = Field(min_length=1)
    shop: ShopIn | None = None
    policy: Path | None = None
    business_hours: HoursIn | None = None
    reminder_delay_minutes: int = Field(default=30, ge=5, le=2880)
    reply_grace_minutes: int = Field(default=15, ge=0, le=30)
    retention_days: int = Field(default=1826, ge=30, le=36525)
    memory_days: int = Field(default=365, ge=0, le=3650)
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
    autonomy: AutonomyIn | None = None
    escalation_triggers: list[TriggerIn] = Field(default_factory=list, max_length=50)
    categories: list[str] = Field(default_factory=list)
    age_gate: int = Field(default=0, ge=0, le=99)
    scrub_consented: bool = False
    personal_offers: bool = True
    pack: str = "recovery"
    pack_variants: list[PackVariantIn] = Field(default_factory=list)
    persona: PersonaIn | None = None
    spend_limits: SpendLimitsIn | None = None
    auto_return_hours: int | None = Field(default=24, ge=1, le=720)
    segment_price: Decimal | None = Field(default=None, gt=0, lt=10, max_digits=7, decimal_places=6)
    mms_price: Decimal | None = Field(default=None, gt=0, lt=10, max_digits=7, decimal_places=6)
    link_domain: str = ""

    @model_validator(mode="after")
    def _ceilings_agree(self) -> "StoreFile":
        """A ceiling that a setting contradicts would be read as either; so neither is."""
        own = self.person_offer_ceiling_percent
        if self.offer_percent > self.offer_ceiling_percent:
            raise Invalid("offer_percent", "it is above offer_ceiling_percent", "lower it, or raise the ceiling")
        if own is not None and own < self.offer_ceiling_percent:
            raise Invalid("person_offer_ceiling_percent", "it is below offer_ceiling_percent", "a person may give more")
        return self

    @model_validator(mode="after")
    def _packs_exist(self) -> "StoreFile":
        if self.pack not in known_packs():
            raise Invalid("pack", f"there is no pack {self.pack!r}", f"choose one of {', '.join(known_packs())}")
        check_variants(tuple(one.variant() for one in self.pack_variants), known_packs())
        return self

    @model_validator(mode="after")
    def _limits_are_money(self) -> "StoreFile":
        if self.spend_limits is not None:
            self.spend_limits.limits()
        return self

    @model_validator(mode="after")
    def _shop_can_be_reached(self) -> "StoreFile":
        if self.shop is not None:
            self.shop.choice()
        return self

    @model_validator(mode="after")
    def _persona_is_no_person(self) -> "StoreFile":
        try:
            check_persona(self.persona.persona() if self.persona else PLAIN, self.people)
        except Invalid as invalid:
            raise Invalid(f"persona.{invalid.field}", invalid.problem, invalid.remedy) from invalid
        return self


def read_store(path: Path) -> StoreFile:
    """Read a store file. Raises Invalid naming the field and the remedy."""
    try:
        return StoreFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise Invalid("store", str(error), "name a YAML file that can be read") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "store"
        raise Invalid(field, first["msg"], "see examples/store.yaml") from error
    except (yaml.YAMLError, ValueError) as error:
        raise Invalid("store", f"it is not YAML: {error}", "see examples/store.yaml") from error


async def load_store(path: Path, settings: Settings) -> Merchant:
    """Write the store into the ledger, replacing what is known of its shop, and learn its policy."""
    store = read_store(path)
    policy = (path.parent / store.policy).read_text(encoding="utf-8") if store.policy else ""
    twolane = await open_twolane(settings)
    try:
        now = twolane.house.clock.now()
        merchant = await twolane.house.ledger.write(lambda books: _write(books, store, now))
        if policy:
            await learn_policy(twolane.house.ledger, merchant.id, policy, now)
            await twolane.knowledge.level(merchant.id)
    finally:
        await twolane.close()
    return merchant


def _write(books: Books, store: StoreFile, now: datetime) -> Merchant:
    fresh_id = new_id("mer", now)
    known = books.merchant_of_shop(store.shop_domain)
    merchant = Merchant(
        id=known.id if known else fresh_id,
        name=store.name,
        shop_domain=store.shop_domain,
        support=store.support,
        timezone=store.timezone,
        settings=_with_what_stands(settings_of(store, _standing(books, known)), store, known),
    )
    books.save_merchant(merchant)
    record_act(books, Doer(OPERATOR), ActKind.SETTINGS_CHANGED, merchant.id, (merchant.id,), now, by="store file")
    office = SenderOffice(books, Doer(OPERATOR), now)
    for number in store.numbers:
        write_number(office, merchant.id, number)
    names = {user.name for user in books.users() if merchant.id in user.merchants}
    for place, name in enumerate(name for name in store.people if name not in names):
        books.save_user(User(f"usr_{fresh_id.removeprefix('mer_')}_{place}", name, {merchant.id: Role.AGENT}))
    return merchant


def settings_of(store: StoreFile, standing: AutonomyPolicy = NEW_MERCHANT) -> MerchantSettings:
    """Return what the ledger keeps of the store's choices; money in minor units.

    `standing` is what the AI may do where the file says nothing about it.
    """
    hours = store.business_hours
    return MerchantSettings(
        reminder_delay_minutes=store.reminder_delay_minutes,
        retention_days=store.retention_days,
        memory_days=store.memory_days,
        reply_grace_minutes=store.reply_grace_minutes,
        offer_percent=store.offer_percent,
        offer_ceiling_percent=store.offer_ceiling_percent,
        offer_hours=store.offer_hours,
        offer_ceiling_amount=_minor(store, store.offer_ceiling_amount),
        offer_margin_floor_percent=store.offer_margin_floor_percent,
        offer_contact_limit=store.offer_contact_limit,
        offer_contact_days=store.offer_contact_days,
        offer_cart_limit=store.offer_cart_limit,
        person_offer_ceiling_percent=store.person_offer_ceiling_percent,
        strict_cap_states=tuple(store.strict_cap_states),
        categories=tuple(store.categories),
        age_gate=store.age_gate,
        scrub_consented=store.scrub_consented,
        personal_offers=store.personal_offers,
        pack=store.pack,
        pack_variants=tuple(one.variant() for one in store.pack_variants),
        persona=store.persona.persona() if store.persona else PLAIN,
        spending=store.spend_limits.limits() if store.spend_limits else SpendLimits(),
        auto_return_hours=store.auto_return_hours,
        segment_price=None if store.segment_price is None else SegmentPrice.parse(store.segment_price),
        mms_price=None if store.mms_price is None else SegmentPrice.parse(store.mms_price),
        business_hours=BusinessHours(hours.days, hours.opens, hours.closes) if hours else None,
        service=store.service.targets(),
        routing=store.routing,
        high_value_cart=_minor(store, store.high_value_cart),
        escalation_triggers=tuple(one.trigger() for one in store.escalation_triggers),
        autonomy=store.autonomy.policy(standing.ceiling) if store.autonomy else standing,
        shop=store.shop.choice() if store.shop else ShopChoice(),
        links=LinkTracking(True, link_address(store.link_domain, "")) if store.link_domain else LinkTracking(),
    )


def _minor(store: StoreFile, amount: Decimal | None) -> int | None:
    """Return an amount in minor units of the shop's currency."""
    currency = store.shop.currency if store.shop else ShopChoice().currency
    return None if amount is None else Money.parse(str(amount), currency).minor


def _standing(books: Books, known: Merchant | None) -> AutonomyPolicy:
    if known is not None:
        return known.settings.autonomy
    return replace(NEW_MERCHANT, ceiling=ceiling_for_new(books.merchants()))


def _with_what_stands(settings: MerchantSettings, store: StoreFile, known: Merchant | None) -> MerchantSettings:
    """Keep what a file says nothing about: the add-on, the business, the AI's voice and what it may cost, the shop."""
    if known is None:
        return settings
    persona = settings.persona if store.persona else known.settings.persona
    spending = settings.spending if store.spend_limits else known.settings.spending
    standing = known.settings
    return replace(
        settings,
        recovery=standing.recovery,
        business=standing.business,
        set_up=standing.set_up,
        persona=persona,
        spending=spending,
        links=settings.links if store.link_domain else standing.links,
        shop=settings.shop if store.shop else standing.shop,
        pages=standing.pages,
    )
