"""The questions of `twolane init`, one after the other, each with a default and checked as soon as it is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from api.setup.answers import SIMULATOR, check_domain, hours_of
from api.setup.shop_policies import READ_WITH
from channels.sender_office import check_phone
from conversation.autonomy import Autonomy
from conversation.brand_setting import Brand, check_brand
from conversation.business import Business, EntityType, check_business
from conversation.errors import Invalid
from conversation.people import parse_email
from conversation.sender import Registration, SenderKind
from conversation.shop_choice import ShopKind
from tools.sample_catalog import SAMPLE_DOMAIN

T = TypeVar("T")

YES, NO = "yes", "no"
Told = dict[str, Any]
"""Answers so far, by part and field, as a file has them."""


class Asks(Protocol):
    """Whoever can be asked: a terminal, or what was piped in."""

    def ask(self, words: str, default: str) -> str:
        """Return the answer, or the default where none was given."""
        ...

    def tell(self, words: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Question:
    """`path` is where the answer goes; one with no default must be answered. `check` raises Invalid.

    `applies` tells from the answers so far whether it is asked at all.
    """

    path: tuple[str, ...]
    words: str
    default: str | Callable[[Told], str] = ""
    is_needed: bool = False
    check: Callable[[str, Told], object] = lambda answer, told: None
    read: Callable[[str], Any] = str
    applies: Callable[[Told], bool] = lambda told: True

    def default_from(self, told: Told) -> str:
        return self.default(told) if callable(self.default) else self.default


def value_at(told: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return the answer at a path; None where there is none."""
    for name in path:
        if not isinstance(told, Mapping) or name not in told:
            return None
        told = told[name]
    return told


def put(told: Told, path: tuple[str, ...], value: Any) -> None:
    """Put an answer at its path."""
    for name in path[:-1]:
        told = told.setdefault(name, {})
    told[path[-1]] = value


def interview(told: Told, known: Told, asks: Asks, keep: Callable[[Told], None]) -> None:
    """Ask what is not told yet, offering what is `known` as the default; `keep` is given each answer at once."""
    for question in QUESTIONS:
        if value_at(told, question.path) is not None or not question.applies(told):
            continue
        put(told, question.path, question.read(_ask(question, told, known, asks)))
        keep(told)


def fill_in(told: Told, known: Told) -> None:
    """Take the default of whatever is not told: what `init --yes` does instead of asking."""
    for question in QUESTIONS:
        if value_at(told, question.path) is None and question.applies(told):
            standing = value_at(known, question.path)
            answer = question.default_from(told) if standing is None else standing
            if answer or not question.is_needed:
                put(told, question.path, question.read(answer) if isinstance(answer, str) else answer)


def _ask(question: Question, told: Told, known: Told, asks: Asks) -> str:
    standing = value_at(known, question.path)
    default = _as_words(standing) if standing is not None else question.default_from(told)
    while True:
        answer = asks.ask(question.words, default).strip()
        try:
            if question.is_needed and not answer:
                raise Invalid(question.path[-1], "it is needed", "answer it")
            question.check(answer, told)
            return answer
        except Invalid as invalid:
            asks.tell(f"  {invalid}")


def _as_words(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _with(whole: T, field: str, value: Any) -> T:
    changed: T = replace(whole, **{field: value})  # type: ignore[type-var]
    return changed


def _brand(name: str) -> Callable[[str, Told], object]:
    plain = Brand("Brand", "help@brand.example", "UTC")
    return lambda answer, told: check_brand(_with(plain, name, answer))


def _business(name: str) -> Callable[[str, Told], object]:
    return lambda answer, told: check_business(_with(Business(), name, answer))


def _one_of(*choices: str) -> Callable[[str, Told], object]:
    def check(answer: str, told: Told) -> None:
        if answer not in choices:
            raise Invalid("answer", f"there is no {answer!r}", f"choose one of {', '.join(choices)}")

    return check


def _is_simulated(told: Told) -> bool:
    return bool(value_at(told, ("number", "carrier")) == SIMULATOR)


def _wants_details(told: Told) -> bool:
    return bool(value_at(told, ("business", "legal_name")))


def _domain(told: Told) -> str:
    return SAMPLE_DOMAIN if value_at(told, ("shop", "kind")) == ShopKind.SAMPLE else ""


def _url(told: Told) -> str:
    return f"https://{value_at(told, ('shop', 'domain')) or ''}"


def _contact(told: Told) -> str:
    return str(value_at(told, ("admin", "name")) or "")


def _kind(told: Told) -> SenderKind:
    return SenderKind(value_at(told, ("number", "kind")) or SenderKind.TOLL_FREE)


def _read_yes(answer: str) -> bool:
    return answer.lower() in (YES, "y", "true")


_ENTITIES = tuple(entity.value for entity in EntityType)
_KINDS = tuple(kind.value for kind in SenderKind)
_SHOPS = tuple(kind.value for kind in (ShopKind.SAMPLE, ShopKind.SHOPIFY, ShopKind.WOOCOMMERCE, ShopKind.UPLOAD))
_STATES = tuple(state.value for state in Registration if state is not Registration.SUSPENDED)
_MODES = tuple(mode.value for mode in Autonomy)
_DETAILS = (
    ("entity", f"What it is ({', '.join(_ENTITIES)})", EntityType.PRIVATE_PROFIT.value),
    ("ein", "Its EIN, as 12-3456789", ""),
    ("street", "Street", ""),
    ("city", "City", ""),
    ("region", "State, two letters", ""),
    ("postal_code", "ZIP code", ""),
    ("website", "Website", _url),
    ("privacy_url", "Address of the privacy policy", ""),
    ("terms_url", "Address of the terms", ""),
    ("opt_in_url", "Address where reviewers see the opt-in: the checkout or a picture of it", ""),
    ("contact_name", "Who answers for it", _contact),
    ("contact_email", "Their e-mail address", lambda told: str(value_at(told, ("admin", "email")) or "")),
    ("contact_phone", "Their phone number, as +13035550142", ""),
)
QUESTIONS: tuple[Question, ...] = (
    Question(("brand", "name"), "The brand, as shoppers know it", is_needed=True, check=_brand("name")),
    Question(
        ("brand", "support"),
        "How shoppers reach a person: an e-mail address or a phone number",
        is_needed=True,
        check=_brand("support"),
    ),
    Question(("brand", "timezone"), "The shop's time zone", "America/New_York", check=_brand("timezone")),
    Question(
        ("brand", "hours"),
        "When people answer; empty where no hours are stated",
        "Mon-Fri 09:00-17:00",
        check=lambda answer, told: hours_of(answer),
    ),
    Question(("admin", "name"), "Your name, as shoppers may read it", is_needed=True),
    Question(
        ("admin", "email"),
        "Your e-mail address, to log in with",
        is_needed=True,
        check=lambda answer, told: parse_email(answer),
    ),
    Question(("shop", "kind"), f"The shop ({', '.join(_SHOPS)})", ShopKind.SAMPLE.value, check=_one_of(*_SHOPS)),
    Question(
        ("shop", "domain"),
        "The shop's domain",
        _domain,
        is_needed=True,
        check=lambda answer, told: check_domain(answer),
    ),
    Question(
        ("number", "carrier"),
        "Who carries the texts (simulator, twilio, telnyx; simulated phones need no account)",
        SIMULATOR,
        is_needed=True,
    ),
    Question(("number", "kind"), f"The kind of number ({', '.join(_KINDS)})", _KINDS[0], check=_one_of(*_KINDS)),
    Question(
        ("number", "phone"),
        "The number that texts leave from",
        lambda told: "+18885550199" if _is_simulated(told) else "",
        is_needed=True,
        check=lambda answer, told: check_phone(answer, _kind(told)),
    ),
    Question(
        ("number", "registration"),
        f"Where its registration stands ({', '.join(_STATES)})",
        Registration.UNREGISTERED.value,
        check=_one_of(*_STATES),
        applies=lambda told: not _is_simulated(told),
    ),
    Question(
        ("public_url",),
        "The https address at which carriers reach this service",
        "http://127.0.0.1:8040",
        applies=lambda told: not _is_simulated(told),
    ),
    Question(("business", "legal_name"), "The legal name of the business; empty: tell of it later"),
    *(
        Question(
            ("business", name),
            words,
            default,
            check=_one_of(*_ENTITIES) if name == "entity" else _business(name),
            applies=_wants_details,
        )
        for name, words, default in _DETAILS
    ),
    Question(
        ("ai",),
        f"What the AI may do ({', '.join(_MODES)}: suggest lets a person send)",
        "suggest",
        check=_one_of(*_MODES),
    ),
    Question(
        ("policies",),
        "The store's policies: files and web addresses, with spaces between; shop: what the shop says; empty: later",
        lambda told: "shop" if value_at(told, ("shop", "kind")) in (ShopKind.SAMPLE, *READ_WITH) else "",
        read=lambda answer: answer.split(),
    ),
    Question(
        ("checkout_shows_wording",),
        "Does the checkout show the consent wording above, beside a box that nobody ticked beforehand (yes, no)",
        NO,
        check=_one_of(YES, NO),
        read=_read_yes,
    ),
)
