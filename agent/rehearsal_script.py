"""The rehearsal model's script: for every wish, the next line or the next tool. Facts come from tool results only."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from agent.rehearsal_reading import Wish, best_sentence, newest_wish
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
Play: TypeAlias = Callable[[Scene, str], Step]

FALLBACK = Say("fallback")
RETURN_QUESTION = Say("return_details")
LONGEST_QUESTION = 300
"""In characters. Whoever writes at length asks at the end."""

_ORDER_NUMBER = re.compile(r"#?\b[A-Z]?\d{3,}\b", re.IGNORECASE)
_TOMORROW = re.compile(r"tomorrow|in the morning", re.IGNORECASE)


def next_step(scene: Scene) -> Step:
    """Return what the script says next. The same scene always gives the same step."""
    is_reply = scene.is_reply or bool(scene.texts)
    if scene.was_refused:
        return Say("plain_answer") if is_reply else _reminder_without_facts(scene)
    if not scene.texts:
        return Say("plain_answer") if is_reply else _remind(scene)
    wish, text = newest_wish(scene.texts)
    if scene.asked_return and _tells_of_return(scene.texts):
        return _return(scene, " ".join(scene.texts))
    return _PLAYS[wish](scene, text)


def _remind(scene: Scene) -> Step:
    if (cart := scene.results.get("lookup_cart")) is None:
        return Use("lookup_cart")
    if (link := scene.results.get("send_checkout_link")) is None:
        return Use("send_checkout_link")
    if not cart.rows("items"):
        return _reminder_without_facts(scene)
    facts = {"first_name": scene.first_name, "items": _in_words(cart), "link": link.text("link")}
    return Say("followup" if scene.is_followup else "reminder", facts)


def _reminder_without_facts(scene: Scene) -> Step:
    if scene.is_followup:
        return Say("followup", {"first_name": scene.first_name, "items": "", "link": ""})
    return Say("reminder_without_items", {"first_name": scene.first_name, "link": ""})


def _discount(scene: Scene, text: str) -> Step:
    if (offer := scene.results.get("offer_discount")) is None:
        return Use("offer_discount")
    if not offer.is_true("granted"):
        return Say("no_offer")
    code = offer.text("code")
    facts = {"code": code, "percent": offer.text("percent"), "expires": offer.text("expires")}
    was_told = any(code in text for text in scene.said)
    return Say("offer_again" if was_told else "offer", facts)


def _policy(scene: Scene, text: str) -> Step:
    if (pages := scene.results.get("lookup_policy")) is None:
        return Use("lookup_policy", {"question": text[-LONGEST_QUESTION:]})
    for page in pages.rows("passages"):
        if sentence := best_sentence(page.text("title"), page.text("text"), text[-LONGEST_QUESTION:]):
            return Say("policy", {"sentence": sentence})
    return _escalate("knowledge_gap", f"The store's pages do not answer: {text}")


def _product(scene: Scene, text: str) -> Step:
    """A ware that the catalogue has; a question about none is about the shop's rules."""
    if (found := scene.results.get("lookup_products")) is None:
        return Use("lookup_products", {"words": text[:120]})
    if found.is_missing:
        return _escalate("knowledge_gap", f"The catalogue could not be looked at: {text}")
    for ware in found.rows("wares"):
        return Say("product", {name: ware.text(name) for name in ("title", "options", "price", "stock")})
    return _policy(scene, text)


def _order(scene: Scene, text: str) -> Step:
    if (found := scene.results.get("lookup_order")) is None:
        number = _ORDER_NUMBER.search(text)
        return Use("lookup_order", {"order": number.group() if number else ""})
    if found.is_missing:
        return _escalate("knowledge_gap", f"The shopper's orders could not be looked at: {text}")
    for order in found.rows("orders"):
        facts = {"name": order.text("name"), "items": ", ".join(order.words("items")), "stage": order.text("stage")}
        return Say("order", facts | {"tracking": order.text("tracking_link")})
    return Say("no_order")


def _return(scene: Scene, text: str) -> Step:
    """Ask once for the order and the reason; whatever comes then is what a person gets."""
    if not scene.asked_return:
        return RETURN_QUESTION
    number = _ORDER_NUMBER.search(text)
    given = {"item": "as they wrote", "order": number.group() if number else "does not know", "reason": text[:200]}
    return Use("start_return", given)


def _tells_of_return(texts: Sequence[str]) -> bool:
    """Tell whether these may be what a return needs; a question without an order's number is about something else."""
    return any(_ORDER_NUMBER.search(text) or "?" not in text for text in texts)


def _text_later(scene: Scene, text: str) -> Step:
    if (planned := scene.results.get("schedule_followup")) is None:
        day, time = ("tomorrow", "10:00") if _TOMORROW.search(text) else ("today", "19:00")
        return Use("schedule_followup", {"day": day, "time": time, "about": text[:200]})
    return Say("followup_planned", {"at": planned.text("at")}) if planned.is_true("planned") else Say("later")


def _cart(scene: Scene, text: str) -> Step:
    if (cart := scene.results.get("lookup_cart")) is None:
        return Use("lookup_cart")
    if not cart.rows("items"):
        return Say("no_cart")
    return Say("cart", {"items": _in_words(cart), "total": cart.text("total")})


def _link(scene: Scene, text: str) -> Step:
    return _with_link(scene, "link")


def _card_number(scene: Scene, text: str) -> Step:
    return _with_link(scene, "card_number")


def _with_link(scene: Scene, phrase: str) -> Step:
    if (result := scene.results.get("send_checkout_link")) is None:
        return Use("send_checkout_link")
    link = result.text("link")
    return Say(phrase, {"link": link}) if link else Say("no_link")


def _yes(scene: Scene, text: str) -> Step:
    return _link(scene, text) if _offered_link(scene) else _unknown(scene, text)


def _thumbs_up(scene: Scene, text: str) -> Step:
    return _link(scene, text) if _offered_link(scene) else Say("thanks")


def _offered_link(scene: Scene) -> bool:
    last_sentence = re.split(r"(?<=[.!?])\s+", scene.last_said.lower())[-1]
    return last_sentence.endswith("?") and "link" in last_sentence and not scene.asked_back


def _person(scene: Scene, text: str) -> Step:
    return _escalate("asked_for_person", f"The shopper asks for a person: {text}")


def _unhappy(scene: Scene, text: str) -> Step:
    return _escalate("unhappy", f"The shopper is upset: {text}")


def _greet(scene: Scene, text: str) -> Step:
    return Say("greeting", {"first_name": scene.first_name})


def _unknown(scene: Scene, text: str) -> Step:
    """Ask back once; a shopper who is not understood twice gets a person."""
    if scene.asked_back:
        return _escalate("knowledge_gap", f"The shopper's words were not understood: {text}")
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


def _always(phrase: str) -> Play:
    return lambda scene, text: Say(phrase)


_PLAYS: Mapping[Wish, Play] = MappingProxyType(
    {
        Wish.CARD_NUMBER: _card_number,
        Wish.PHOTO: _always("photo"),
        Wish.PERSON: _person,
        Wish.UNHAPPY: _unhappy,
        Wish.BOUGHT: _always("already_bought"),
        Wish.LATER: _always("later"),
        Wish.LINK: _link,
        Wish.PRICE: _discount,
        Wish.POLICY: _policy,
        Wish.QUESTION: _policy,
        Wish.CART: _cart,
        Wish.PRODUCT: _product,
        Wish.ORDER: _order,
        Wish.RETURN: _return,
        Wish.TEXT_LATER: _text_later,
        Wish.NOT_INTERESTED: _always("not_interested"),
        Wish.YES: _yes,
        Wish.THUMBS_UP: _thumbs_up,
        Wish.THANKS: _always("thanks"),
        Wish.GREETING: _greet,
        Wish.UNKNOWN: _unknown,
    }
)
