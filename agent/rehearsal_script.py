"""The rehearsal model's script: for every wish, the next line or the next tool. Facts come from tool results only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from agent.rehearsal_reading import Wish, best_sentence, read_wish
from agent.rehearsal_scene import Result, Scene


@dataclass(frozen=True, slots=True)
class Say:
    """Speak the phrase block `phrase` with `facts`."""

    phrase: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Use:
    """Call the tool."""

    tool: str
    arguments: Mapping[str, str] = field(default_factory=dict)


Step: TypeAlias = Say | Use

FALLBACK = Say("fallback")


def next_step(scene: Scene) -> Step:
    """Return what the script says next. The same scene always gives the same step."""
    if scene.was_refused:
        return Say("plain_answer") if scene.texts else _reminder_without_facts(scene)
    if not scene.texts:
        return _remind(scene)
    return _PLAYS[read_wish(scene.question)](scene)


def _remind(scene: Scene) -> Step:
    if (cart := scene.results.get("lookup_cart")) is None:
        return Use("lookup_cart")
    if (link := scene.results.get("send_checkout_link")) is None:
        return Use("send_checkout_link")
    if not cart.rows("items"):
        return _reminder_without_facts(scene)
    facts = {"first_name": scene.first_name, "items": _in_words(cart), "link": link.text("link")}
    return Say("reminder", facts)


def _reminder_without_facts(scene: Scene) -> Step:
    return Say("reminder_without_items", {"first_name": scene.first_name, "link": ""})


def _discount(scene: Scene) -> Step:
    if (offer := scene.results.get("offer_discount")) is None:
        return Use("offer_discount")
    if not offer.is_true("granted"):
        return Say("no_offer")
    code = offer.text("code")
    facts = {"code": code, "percent": offer.text("percent"), "expires": offer.text("expires")}
    was_told = any(code in text for text in scene.said)
    return Say("offer_again" if was_told else "offer", facts)


def _policy(scene: Scene) -> Step:
    if (pages := scene.results.get("lookup_policy")) is None:
        return Use("lookup_policy", {"question": scene.question[:300]})
    found = " ".join(passage.text("text") for passage in pages.rows("passages")[:1])
    if sentence := best_sentence(found, scene.question):
        return Say("policy", {"sentence": sentence})
    return _escalate("knowledge_gap", f"The store's pages do not answer: {scene.question}")


def _cart(scene: Scene) -> Step:
    if (cart := scene.results.get("lookup_cart")) is None:
        return Use("lookup_cart")
    if not cart.rows("items"):
        return Say("no_cart")
    return Say("cart", {"items": _in_words(cart), "total": cart.text("total")})


def _link(scene: Scene) -> Step:
    return _with_link(scene, "link")


def _card_number(scene: Scene) -> Step:
    return _with_link(scene, "card_number")


def _with_link(scene: Scene, phrase: str) -> Step:
    if (result := scene.results.get("send_checkout_link")) is None:
        return Use("send_checkout_link")
    link = result.text("link")
    return Say(phrase, {"link": link}) if link else Say("no_link")


def _yes(scene: Scene) -> Step:
    return _link(scene) if "link" in scene.last_said.lower() else _unknown(scene)


def _person(scene: Scene) -> Step:
    return _escalate("asked_for_person", f"The shopper asks for a person: {scene.question}")


def _unhappy(scene: Scene) -> Step:
    return _escalate("unhappy", f"The shopper is upset: {scene.question}")


def _greet(scene: Scene) -> Step:
    return Say("greeting", {"first_name": scene.first_name})


def _unknown(scene: Scene) -> Step:
    return FALLBACK


def _escalate(reason: str, note: str) -> Step:
    return Use("escalate_to_human", {"reason": reason, "note": note[:500]})


def _in_words(cart: Result) -> str:
    lines = [_line_in_words(item) for item in cart.rows("items")]
    return " and ".join([", ".join(lines[:-1]), lines[-1]]) if len(lines) > 1 else "".join(lines)


def _line_in_words(item: Result) -> str:
    count = "" if item.text("quantity") == "1" else f"{item.text('quantity')} x "
    options = f" ({item.text('options')})" if item.text("options") else ""
    return f"{count}{item.text('title')}{options}"


def _always(phrase: str) -> Callable[[Scene], Step]:
    return lambda scene: Say(phrase)


_PLAYS: Mapping[Wish, Callable[[Scene], Step]] = MappingProxyType(
    {
        Wish.CARD_NUMBER: _card_number,
        Wish.PERSON: _person,
        Wish.UNHAPPY: _unhappy,
        Wish.BOUGHT: _always("already_bought"),
        Wish.LATER: _always("later"),
        Wish.LINK: _link,
        Wish.PRICE: _discount,
        Wish.POLICY: _policy,
        Wish.QUESTION: _policy,
        Wish.CART: _cart,
        Wish.NOT_INTERESTED: _always("not_interested"),
        Wish.YES: _yes,
        Wish.THANKS: _always("thanks"),
        Wish.GREETING: _greet,
        Wish.UNKNOWN: _unknown,
    }
)
