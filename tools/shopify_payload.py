"""The parts that Shopify's payloads share, and how a payload that does not fit is reported."""

from datetime import UTC
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from conversation.money import Money
from tools.errors import BadShopWebhook
from tools.payload_fault import first_fault

LARGEST_AMOUNT = Decimal(10**9)


def _without_nul(text: str) -> str:
    """Postgres cannot store U+0000."""
    return text.replace("\0", "")


def _as_text(value: object) -> object:
    """Shopify's ids are numbers in some payloads and texts in others; null is no id."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _empty_as_none(value: object) -> object:
    """An absent address comes as null, ``{}`` or ``[]``."""
    return value or None


Text = Annotated[str, AfterValidator(_without_nul)]
OptionalText = Annotated[Text, BeforeValidator(_as_text)]
Ref = Annotated[Text, BeforeValidator(_as_text), Field(min_length=1)]
Amount = Annotated[Decimal, Field(ge=0, le=LARGEST_AMOUNT, allow_inf_nan=False)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]


class Payload(BaseModel):
    """Fields that nobody here reads are ignored: Shopify adds some without notice."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Address(Payload):
    """A postal address."""

    phone: Text | None = None
    province_code: Text | None = None
    country_code: Text | None = None


OptionalAddress = Annotated[Address | None, BeforeValidator(_empty_as_none)]


class Customer(Payload):
    """Who is buying, where the shop knows it."""

    first_name: Text | None = None
    last_name: Text | None = None
    phone: Text | None = None
    default_address: OptionalAddress = None

    @property
    def name(self) -> str:
        return " ".join(part.strip() for part in (self.first_name, self.last_name) if part and part.strip())


OptionalCustomer = Annotated[Customer | None, BeforeValidator(_empty_as_none)]

P = TypeVar("P", bound=Payload)


def read_payload(model: type[P], body: bytes) -> P:
    """Return `body` as a `model`. Raises BadShopWebhook naming the first field that does not fit."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        field, problem = first_fault(error)
        raise BadShopWebhook(field or "body", f"send what Shopify documents ({problem})") from error


def money(amount: Decimal, currency: str) -> Money:
    return Money.parse(str(amount), currency)
