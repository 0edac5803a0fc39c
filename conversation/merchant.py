"""The merchant: the brand in whose name texts are sent."""

from dataclasses import dataclass, field
from enum import StrEnum

from conversation.attribution_rule import AttributionRule
from conversation.autonomy import AutonomyPolicy
from conversation.business import Business
from conversation.escalation import EscalationTrigger, Priority
from conversation.ids import MerchantId, UserId
from conversation.pack_variant import PackVariant
from conversation.persona import Persona
from conversation.segment_price import SegmentPrice
from conversation.setup_notes import SetUpNotes
from conversation.shop_choice import ShopChoice
from conversation.short_link import LinkTracking
from conversation.spent import SpendLimits


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When people answer, in the merchant's zone. Days count from Monday = 0; times are ``HH:MM``."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: str = "09:00"
    closes: str = "17:00"


@dataclass(frozen=True, slots=True)
class ServiceTarget:
    """Within how many minutes of business hours a waiting shopper is answered by a person, and their case settled."""

    first_reply_minutes: int
    resolution_minutes: int


@dataclass(frozen=True, slots=True)
class ServiceTargets:
    """The targets of each priority. Urgent ones count at all hours, for danger does not wait until Monday."""

    urgent: ServiceTarget = ServiceTarget(5, 60)
    high: ServiceTarget = ServiceTarget(15, 240)
    normal: ServiceTarget = ServiceTarget(30, 480)
    low: ServiceTarget = ServiceTarget(120, 1440)

    def of(self, priority: Priority) -> ServiceTarget:
        match priority:
            case Priority.URGENT:
                return self.urgent
            case Priority.HIGH:
                return self.high
            case Priority.NORMAL:
                return self.normal
            case Priority.LOW:
                return self.low


class Routing(StrEnum):
    """How a waiting case finds its person: they pick one, each in turn is given one, or who has the fewest is."""

    MANUAL = "manual"
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


@dataclass(frozen=True, slots=True)
class RecoveryAddOn:
    """P2P Cart Recovery: off unless the merchant switches it on. Only `team` may write first texts for it.

    How the brand speaks is its persona. A cart is shown to them `wait_minutes` after it was left behind.
    """

    is_on: bool = False
    team: tuple[UserId, ...] = ()
    wait_minutes: int = 10


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page of the shop that texts may link to by its name: ``{link:sale}``."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class MerchantSettings:
    """What a merchant may choose. The gate bounds each of these; none lifts a rule.

    An offer takes `offer_percent` off, or less where a ceiling says so: in percent, in money (minor units of the
    cart's currency), or by the share of the goods' price in percent that must stay above their cost. That margin is
    known only where the shop tells what every piece costs; elsewhere the other ceilings alone bind. A contact has at
    most `offer_contact_limit` offers, live or redeemed, in `offer_contact_days` days, and a cart `offer_cart_limit`
    ever. A person may grant up to `person_offer_ceiling_percent`; None: no more than the AI. After `retention_days`
    the words of texts, drafts and carts are destroyed; by default as late as the proof of consent may be needed.

    A conversation that people hold and nobody texts in for `auto_return_hours` goes back to the AI; None: never.

    A shopper whose cart is worth `high_value_cart` or more (minor units of its currency) is answered by a person.
    """

    reminder_delay_minutes: int = 30
    reply_grace_minutes: int = 15
    offer_percent: int = 10
    offer_ceiling_percent: int = 15
    offer_hours: int = 24
    offer_ceiling_amount: int | None = None
    offer_margin_floor_percent: int | None = None
    offer_contact_limit: int = 3
    offer_contact_days: int = 30
    offer_cart_limit: int = 2
    person_offer_ceiling_percent: int | None = None
    pack: str = "recovery"
    pack_variants: tuple[PackVariant, ...] = ()
    """Packs that are tried beside each other; where there are any they count, and `pack` does not."""
    retention_days: int = 1826
    memory_days: int = 365
    """For how long what a shopper bought and was promised is remembered in later conversations; 0: not at all."""
    business_hours: BusinessHours | None = None
    strict_cap_states: tuple[str, ...] = ()
    """States whose cap counts every text, answers too: the strictest reading of their law."""
    high_value_cart: int | None = None
    escalation_triggers: tuple[EscalationTrigger, ...] = ()
    service: ServiceTargets = field(default_factory=ServiceTargets)
    routing: Routing = Routing.MANUAL
    auto_return_hours: int | None = 24
    autonomy: AutonomyPolicy = field(default_factory=AutonomyPolicy)
    categories: tuple[str, ...] = ()
    """The trades of the merchant that carriers restrict, by the rulebook's names, such as ``alcohol``."""
    age_gate: int = 0
    """The age in years that the store asks for, by date of birth, before anybody may sign up; 0 for none."""
    scrub_consented: bool = False
    """Whether the do-not-call registry is asked about shoppers too whose written consent exempts them."""
    persona: Persona = field(default_factory=Persona)
    segment_price: SegmentPrice | None = None
    """What a segment costs, so that people see it while they type; None where nobody said."""
    mms_price: SegmentPrice | None = None
    """What a text with pictures costs, however long."""
    spending: SpendLimits = field(default_factory=SpendLimits)
    """The most that models may cost; where it is reached, a person is asked for instead."""
    recovery: RecoveryAddOn = field(default_factory=RecoveryAddOn)
    attribution: AttributionRule = field(default_factory=AttributionRule)
    """How orders are counted as owed to texts, unless a flow or a campaign is counted more strictly."""
    hold_out_percent: int = 0
    """What share of contacts no flow or campaign texts, so that it shows what they bring all together."""
    shop: ShopChoice = field(default_factory=ShopChoice)
    business: Business = field(default_factory=Business)
    """What carriers ask about the business behind the brand."""
    set_up: SetUpNotes = field(default_factory=SetUpNotes)
    keywords: tuple[str, ...] = ()
    """Words that begin a flow; saving flows sets them, so that a text is looked at without reading any flow."""
    personal_offers: bool = True
    """Whether what an offer takes off may rest on the shopper's own data, as an AI's choice to offer may."""

    links: LinkTracking = field(default_factory=LinkTracking)
    """Whether links in texts are short ones of the merchant's own, by which it is known who followed them."""
    pages: tuple[NamedPage, ...] = ()
    """Pages of the shop that texts may link to by a name."""

    @property
    def highest_ceiling_percent(self) -> int:
        """The most that anybody may give."""
        return max(self.offer_ceiling_percent, self.person_offer_ceiling_percent or 0)


@dataclass(frozen=True, slots=True)
class Merchant:
    """A brand, its shop and how its shoppers reach a person."""

    id: MerchantId
    name: str
    shop_domain: str
    support: str
    timezone: str
    settings: MerchantSettings = field(default_factory=MerchantSettings)
