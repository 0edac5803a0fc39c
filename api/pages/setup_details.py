"""What each step of the set-up page shows beside the checklist."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from api.pages.import_card import ImportCard, import_cards
from api.pages.look import Look
from api.pages.setup_steps import Step
from api.setup.answers import hours_in_words
from api.setup.registration import FormKind, Registration, form_for, register
from api.setup.registration_lint import Fault, lint
from api.setup.shop_policies import READ_WITH
from api.setup.trial import Trial, trial_of
from api.shops.texts import ORIGINS
from channels.simulator import Simulator
from compliance.call_to_action import call_to_action, lacks
from compliance.wording import opt_in_prompt, opt_in_welcome
from conversation.autonomy import Autonomy
from conversation.business import Business, EntityType
from conversation.knowledge import DocumentState
from conversation.merchant import Merchant
from conversation.sender import Registration as Standing
from conversation.sender import Sender, SenderKind
from conversation.shop_choice import ShopKind
from conversation.shop_sync import SyncKind, SyncState
from tools.passage import Passage
from tools.shop_opening import kind_of

ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"),
)
"""Offered; any other that is known may be typed."""
SHOPS = (
    (ShopKind.SHOPIFY, "Shopify"),
    (ShopKind.WOOCOMMERCE, "WooCommerce"),
    (ShopKind.UPLOAD, "Files of carts and orders"),
    (ShopKind.SAMPLE, "The sample shop"),
)
SHOPS_OWN = frozenset(ORIGINS.values())
FORMS: Mapping[FormKind, str] = MappingProxyType(
    {FormKind.TOLL_FREE: "Toll-free verification", FormKind.TEN_DLC: "10DLC brand and campaign"}
)


@dataclass(frozen=True, slots=True)
class BrandDetail:
    hours: str
    zones: tuple[str, ...] = ZONES


@dataclass(frozen=True, slots=True)
class BusinessDetail:
    business: Business
    entities: tuple[EntityType, ...] = tuple(EntityType)


@dataclass(frozen=True, slots=True)
class ConsentDetail:
    """`missing` is what the checkout's words, as somebody confirmed them, do not say any more."""

    wording: str
    prompt: str
    welcome: str
    is_shown: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One registration form, ready to be copied, and what a reviewer would send back."""

    kind: FormKind
    title: str
    answers: Registration
    faults: tuple[Fault, ...]
    is_needed: bool


@dataclass(frozen=True, slots=True)
class NumberDetail:
    senders: tuple[Sender, ...]
    carriers: tuple[str, ...]
    forms: tuple[Form, ...]
    simulator: str = Simulator.name
    kinds: tuple[SenderKind, ...] = tuple(SenderKind)
    standings: tuple[Standing, ...] = (Standing.UNREGISTERED, Standing.PENDING, Standing.VERIFIED)


@dataclass(frozen=True, slots=True)
class ShopDetail:
    """`kinds` are those that are offered, each with its words; a plug-in's is, where the merchant has it."""

    kind: str
    url: str
    secrets: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PoliciesDetail:
    """`passages` answer `question`, where one was asked just now. `standing` says how far the shop's own are read."""

    imports: tuple[ImportCard, ...]
    documents: int
    is_sample: bool
    reads_shop: bool
    standing: str
    question: str = ""
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class AiDetail:
    summary: str
    name: str
    mode: Autonomy
    model: str
    is_rehearsal: bool
    modes: tuple[tuple[Autonomy, str], ...] = (
        (Autonomy.SUGGEST, "drafts, and a person presses Send"),
        (Autonomy.AUTO, "texts by itself, within the rules"),
        (Autonomy.OFF, "is silent: people write"),
    )


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One text on a simulated phone."""

    is_mine: bool
    words: str
    at: str


@dataclass(frozen=True, slots=True)
class TrialDetail:
    """`texts` are what the simulated phone shows; None where the phone is a real one."""

    trial: Trial | None
    texts: tuple[PhoneLine, ...] | None


Detail = (
    BrandDetail | BusinessDetail | ConsentDetail | NumberDetail | ShopDetail | PoliciesDetail | AiDetail | TrialDetail
)


def detail_of(seen: Look, merchant: Merchant, step: Step) -> Detail:
    """Return what the step shows."""
    return _DETAILS[step](seen, merchant)


def trial_detail(seen: Look, merchant: Merchant) -> TrialDetail:
    trial = trial_of(seen.books, merchant)
    return TrialDetail(trial, _texts(seen, merchant, trial))


def _brand(seen: Look, merchant: Merchant) -> BrandDetail:
    return BrandDetail(hours_in_words(merchant.settings.business_hours))


def _business(seen: Look, merchant: Merchant) -> BusinessDetail:
    return BusinessDetail(merchant.settings.business)


def _consent(seen: Look, merchant: Merchant) -> ConsentDetail:
    shown = merchant.settings.set_up.consent_wording
    return ConsentDetail(
        wording=call_to_action(merchant),
        prompt=opt_in_prompt(merchant),
        welcome=opt_in_welcome(merchant),
        is_shown=shown == call_to_action(merchant),
        missing=tuple(lacks(shown, merchant)) if shown else (),
    )


def _number(seen: Look, merchant: Merchant) -> NumberDetail:
    senders = seen.books.senders(merchant.id)
    first = seen.house.set_up.gatherer.number(seen.books, merchant.id)
    needed = form_for(first) if first else None
    forms = [_form(seen, merchant, first, kind, is_needed=kind is needed) for kind in FORMS]
    in_order = tuple(sorted(forms, key=lambda form: not form.is_needed))
    return NumberDetail(senders, tuple(sorted(seen.house.carriers)), in_order)


def _form(seen: Look, merchant: Merchant, sender: Sender | None, kind: FormKind, *, is_needed: bool) -> Form:
    answers = register(merchant, sender, kind, seen.now)
    return Form(kind, FORMS[kind], answers, lint(answers, merchant), is_needed)


def _shop(seen: Look, merchant: Merchant) -> ShopDetail:
    known = seen.house.set_up.gatherer.shop_secrets.of(merchant)
    kind, ours = kind_of(merchant), tuple((one.value, words) for one, words in SHOPS)
    kinds = ours if kind in dict(ours) else (*ours, (kind, f"{kind.capitalize()}, by its plug-in"))
    return ShopDetail(kind, merchant.settings.shop.url, tuple(name for name in known if known[name]), kinds)


def _policies(seen: Look, merchant: Merchant) -> PoliciesDetail:
    documents = len(seen.books.documents(merchant.id, DocumentState.LIVE))
    kind = kind_of(merchant)
    standing = _standing(seen, merchant) if kind in READ_WITH else ""
    return PoliciesDetail(import_cards(seen, merchant), documents, kind == ShopKind.SAMPLE, kind in READ_WITH, standing)


def _standing(seen: Look, merchant: Merchant) -> str:
    sync = seen.books.shop_sync(merchant.id, SyncKind.TEXTS)
    if sync is None:
        return "It was not read yet."
    if sync.error:
        return f"Not read: {sync.error}"
    if sync.state is not SyncState.DONE:
        return "It is being read."
    waiting = len([one for one in seen.books.documents(merchant.id, DocumentState.PENDING) if one.origin in SHOPS_OWN])
    plural = "" if waiting == 1 else "s"
    asks = f" {waiting} page{plural} of it wait{'s' if waiting == 1 else ''} for a yes in Knowledge." if waiting else ""
    return f"Read: {sync.read} policies and pages.{asks}"


def _ai(seen: Look, merchant: Merchant) -> AiDetail:
    persona, model = merchant.settings.persona, seen.house.settings.model
    is_rehearsal = model.partition(":")[0] == "rehearsal"
    return AiDetail(persona.summary, persona.name, merchant.settings.autonomy.default, model, is_rehearsal)


def _texts(seen: Look, merchant: Merchant, trial: Trial | None) -> tuple[PhoneLine, ...] | None:
    network = seen.house.simulator
    if trial is None or trial.number is None or network is None or trial.number.carrier != network.name:
        return None
    zone = ZoneInfo(merchant.timezone)
    mine = [text for text in network.phone(trial.phone) if text.business == trial.number.phone]
    return tuple(
        PhoneLine(text.direction.value == "from_phone", text.body, f"{text.at.astimezone(zone):%H:%M}") for text in mine
    )


_DETAILS: Mapping[Step, Callable[[Look, Merchant], Detail]] = MappingProxyType(
    {
        Step.BRAND: _brand,
        Step.BUSINESS: _business,
        Step.CONSENT: _consent,
        Step.NUMBER: _number,
        Step.SHOP: _shop,
        Step.POLICIES: _policies,
        Step.AI: _ai,
        Step.TRIAL: trial_detail,
    }
)
