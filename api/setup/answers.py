"""The answers that set a merchant up, as `twolane init --from` reads them and as its questions collect them."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from api.as_yaml import as_yaml
from api.store_people import Mode, Strict
from api.store_persona import PersonaIn
from channels.sender_office import check_phone
from conversation.autonomy import Autonomy
from conversation.brand_setting import Brand, check_brand
from conversation.business import Business, EntityType, check_business
from conversation.errors import Invalid
from conversation.merchant import BusinessHours
from conversation.people import parse_email
from conversation.persona import PLAIN, check_persona
from conversation.sender import Registration, SenderKind
from conversation.shop_choice import ShopChoice, ShopKind, check_shop
from tools.sample_catalog import SAMPLE_DOMAIN

SIMULATOR = "simulator"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXAMPLE = "see examples/answers.yaml"
_HOURS = re.compile(r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


class BrandIn(Strict):
    """`hours` as ``Mon-Fri 09:00-17:00``; empty where no hours are stated."""

    name: str
    support: str
    timezone: str = "America/New_York"
    hours: str = "Mon-Fri 09:00-17:00"


class BusinessIn(Strict):
    """See `conversation.business.Business`; what is left out may be told later."""

    legal_name: str = ""
    entity: EntityType = EntityType.PRIVATE_PROFIT
    ein: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = "US"
    website: str = ""
    privacy_url: str = ""
    terms_url: str = ""
    opt_in_url: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    vertical: str = "RETAIL"
    monthly_texts: int = 1000


class ShopIn(Strict):
    """Which shop, and where it is; what opens it stays on this machine: `twolane shop connect`."""

    kind: str = ShopKind.SAMPLE.value
    domain: str = ""
    url: str = ""


class NumberIn(Strict):
    """The number, and who carries its texts. A simulated one is verified, since it reaches simulated phones only."""

    phone: str = "+18885550199"
    kind: SenderKind = SenderKind.TOLL_FREE
    carrier: str = SIMULATOR
    registration: Registration = Registration.UNREGISTERED
    campaign_id: str = ""


class AdminIn(Strict):
    """The first person who manages: their password is theirs to choose, by a link."""

    name: str
    email: str


class Answers(Strict):
    """`policies` are files, folders and web addresses; ``shop``: what the shop itself says. `checkout_shows_wording`
    is a person's word that the consent wording stands at the checkout."""

    brand: BrandIn
    admin: AdminIn
    shop: ShopIn = Field(default_factory=ShopIn)
    number: NumberIn = Field(default_factory=NumberIn)
    business: BusinessIn = Field(default_factory=BusinessIn)
    public_url: str = "http://127.0.0.1:8040"
    ai: Mode = Autonomy.SUGGEST
    policies: list[str] = Field(default_factory=list)
    persona: PersonaIn | None = None
    checkout_shows_wording: bool = False

    @property
    def shop_domain(self) -> str:
        return self.shop.domain or (SAMPLE_DOMAIN if self.shop.kind == ShopKind.SAMPLE else "")

    @property
    def is_simulated(self) -> bool:
        return self.number.carrier == SIMULATOR

    def as_brand(self) -> Brand:
        return check_brand(Brand(self.brand.name, self.brand.support, self.brand.timezone, hours_of(self.brand.hours)))

    def as_business(self) -> Business:
        return check_business(Business(**self.business.model_dump()))


def read_answers(path: Path) -> dict[str, Any]:
    """Return what a file says, unchecked. Raises Invalid where it is no YAML mapping."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid("--from", str(error), "name a YAML file that can be read") from error
    if not isinstance(told, dict):
        raise Invalid("--from", "it holds no answers", EXAMPLE)
    return told


def check_answers(told: Mapping[str, Any]) -> Answers:
    """Return the answers, all of them checked. Raises Invalid, naming the field as ``part.field``."""
    try:
        answers = Answers.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(".".join(map(str, first["loc"])) or "answers", first["msg"].lower(), EXAMPLE) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Invalid("--from", f"it is not YAML: {error}", EXAMPLE) from error
    _within("brand", answers.as_brand)
    _within("business", answers.as_business)
    _within("number", lambda: check_phone(answers.number.phone, answers.number.kind))
    _within("number", lambda: _check_campaign(answers.number))
    _within("shop", lambda: check_domain(answers.shop_domain))
    _within("shop", lambda: check_shop(ShopChoice(kind=answers.shop.kind, url=answers.shop.url)))
    _within("admin", lambda: parse_email(answers.admin.email))
    persona = answers.persona.persona() if answers.persona else PLAIN
    _within("persona", lambda: check_persona(persona, [answers.admin.name]))
    return answers


def answers_yaml(told: Mapping[str, Any]) -> str:
    """Return answers as a file says them."""
    return as_yaml(dict(told))


def hours_of(words: str) -> BusinessHours | None:
    """Read ``Mon-Fri 09:00-17:00``. Raises Invalid."""
    if not words.strip():
        return None
    found = _HOURS.fullmatch(words.strip().lower())
    if found is None or found["first"] not in DAYS or (found["last"] or "mon") not in DAYS:
        raise Invalid("hours", f"{words!r} cannot be read", "write them as Mon-Fri 09:00-17:00")
    first, last = DAYS.index(found["first"]), DAYS.index(found["last"] or found["first"])
    if last < first:
        raise Invalid("hours", f"{words!r} goes backwards", "write the earlier day of the week first")
    return BusinessHours(tuple(range(first, last + 1)), found["opens"], found["closes"])


def hours_in_words(hours: BusinessHours | None) -> str:
    """Write hours as `hours_of` reads them; days with a gap between them are told from the first to the last."""
    if hours is None or not hours.days:
        return ""
    first, last = DAYS[min(hours.days)].title(), DAYS[max(hours.days)].title()
    return f"{first if first == last else f'{first}-{last}'} {hours.opens}-{hours.closes}"


def check_domain(domain: str) -> str:
    """Return a shop's domain in lower case. Raises Invalid."""
    tidy = domain.strip().lower()
    if not _DOMAIN.fullmatch(tidy):
        raise Invalid("domain", f"{domain!r} is no domain", "write it as your-brand.myshopify.com, without https://")
    return tidy


def business_in(business: Business) -> dict[str, Any]:
    """Return a business as a file says it."""
    return {name: str(value) if name == "entity" else value for name, value in asdict(business).items()}


def _check_campaign(number: NumberIn) -> None:
    needs = number.kind is SenderKind.TEN_DLC and number.registration is Registration.VERIFIED
    if needs and not number.campaign_id and number.carrier != SIMULATOR:
        raise Invalid("campaign_id", "a 10DLC number sends only under a campaign", "give its id, or leave it pending")


def _within(part: str, check: Any) -> None:
    try:
        check()
    except Invalid as invalid:
        field = invalid.field.removeprefix(f"{part}.")
        raise Invalid(f"{part}.{field}", invalid.problem, invalid.remedy) from invalid
