"""A divider: a change of control, of label or of consent, drawn across the thread where it happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.pages.look import Look
from api.pages.moments import Moments, Stamp
from api.pages.words import REASONS, SUPPRESSIONS
from conversation.consent import SuppressionReason
from conversation.escalation import EscalationReason
from conversation.event import Event, EventKind
from conversation.halt import Halt


@dataclass(frozen=True, slots=True)
class Divider:
    """`tone` is a2p, p2p, asked, opted-out or quiet; the words always say the same as the colour."""

    tone: str
    words: str
    stamp: Stamp
    kind: str = "divider"


def divider_of(look: Look, moments: Moments, event: Event) -> Divider | None:
    """Return the divider that an event draws; None for an event that changes nobody's footing."""
    draw = _DRAWN.get(event.kind)
    if draw is None:
        return None
    tone, words = draw(look, moments, event)
    return Divider(tone, words, moments.at(event.at))


def halt_dividers(moments: Moments, halts: tuple[Halt, ...]) -> list[tuple[datetime, Divider]]:
    """Return what halts draw, with when: where they begin and where they are lifted."""
    drawn = [(halt.since, f"{halt.region} is halted {{}}: {halt.reason}. Nothing that sells leaves") for halt in halts]
    drawn += [(halt.lifted_at, f"{halt.region} is no longer halted {{}}") for halt in halts if halt.lifted_at]
    return [
        (at, Divider("refused", words.format(moments.clock(at)), moments.at(at)))
        for at, words in sorted(drawn, key=lambda one: one[0])
    ]


def _opened(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    return "a2p", "A2P, AI"


def _escalated(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    reason = event.details.get("reason", "")
    words = REASONS[EscalationReason(reason)] if reason in set(EscalationReason) else reason
    return "asked", f"A person is needed, {moments.clock(event.at)}: {words}. The AI is silent"


def _taken_over(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    name = event.details.get("name") or look.name_of(event.actor)
    return "a2p", f"{name} took control {moments.clock(event.at)}: P2P with the first reply"


def _released(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    return "quiet", f"{look.name_of(event.details.get('holder'))} no longer has control: {event.details.get('why', '')}"


def _relabelled(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    return "p2p", f"P2P exchange, {look.name_of(event.actor)}"


def _labelled_back(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    return "a2p", f"A2P again {moments.clock(event.at)}: the P2P text never left"


def _taken_outside(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    return (
        "asked",
        f"A text left outside Twolane {moments.clock(event.at)}: A2P, no evidence of author. The AI is silent",
    )


def _stayed(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    return "asked", f"Idle {moments.clock(event.at)}, and it stays with people: {event.details.get('why', '')}"


def _handed_back(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    if event.actor == "system":
        return "a2p", f"A2P, AI again by itself {moments.clock(event.at)}"
    name = event.details.get("name") or look.name_of(event.actor)
    return "a2p", f"A2P, AI, handed back by {name} {moments.clock(event.at)}"


def _suppressed(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    reason = event.details.get("reason", "")
    words = SUPPRESSIONS[SuppressionReason(reason)] if reason in set(SuppressionReason) else "Opted out"
    return "opted-out", f"{words} {moments.clock(event.at)}: no further texts"


def _resubscribed(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    return "quiet", f"Opted back in {moments.clock(event.at)}"


def _recovered(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    return "quiet", f"Cart bought {moments.clock(event.at)}"


def _closed(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    why = event.details.get("why", "")
    return "quiet", f"Closed {moments.clock(event.at)}{f': {why}' if why else ''}"


def _erased(look: Look, moments: Moments, event: Event) -> tuple[str, str]:
    by, reason = event.details.get("by", ""), event.details.get("reason", "")
    return "quiet", f"Erased on {event.at.astimezone(moments.zone):%Y-%m-%d} by request of {by}: {reason}"


_DRAWN: Mapping[EventKind, Callable[[Look, Moments, Event], tuple[str, str]]] = {
    EventKind.CONVERSATION_OPENED: _opened,
    EventKind.ESCALATED: _escalated,
    EventKind.TAKEN_OVER: _taken_over,
    EventKind.RELEASED: _released,
    EventKind.EXCHANGE_RELABELLED: _relabelled,
    EventKind.EXCHANGE_LABELLED_BACK: _labelled_back,
    EventKind.HANDED_BACK: _handed_back,
    EventKind.TAKEN_OUTSIDE: _taken_outside,
    EventKind.STAYED_WITH_PEOPLE: _stayed,
    EventKind.SUPPRESSED: _suppressed,
    EventKind.RESUBSCRIBED: _resubscribed,
    EventKind.CART_RECOVERED: _recovered,
    EventKind.CONVERSATION_CLOSED: _closed,
    EventKind.CONTACT_ERASED: _erased,
}
