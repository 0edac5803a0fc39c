"""The merchant: the brand in whose name texts are sent."""

from dataclasses import dataclass, field

from conversation.ids import MerchantId


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When people answer, in the merchant's zone. Days count from Monday = 0; times are ``HH:MM``."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: str = "09:00"
    closes: str = "17:00"


@dataclass(frozen=True, slots=True)
class MerchantSettings:
    """What a merchant may choose. The gate bounds each of these; none lifts a rule."""

    reminder_delay_minutes: int = 30
    reply_grace_minutes: int = 15
    offer_percent: int = 10
    offer_ceiling_percent: int = 15
    offer_hours: int = 24
    ai_enabled: bool = True
    pack: str = "recovery"
    business_hours: BusinessHours | None = None


@dataclass(frozen=True, slots=True)
class Merchant:
    """A brand, its shop and how its shoppers reach a person."""

    id: MerchantId
    name: str
    shop_domain: str
    support: str
    timezone: str
    settings: MerchantSettings = field(default_factory=MerchantSettings)
