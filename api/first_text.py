"""Who sends the first text about a cart: the AI of its own accord, a flow, or nobody. Every page asks here.

However many would send it, a cart has one reminder, which is taken under the lock of its conversation.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from api.flowing import cart_flows
from conversation.autonomy import Autonomy
from conversation.autonomy import Flow as Kind
from conversation.flow_version import FlowState, StoredFlow
from conversation.ledger import Reader
from conversation.merchant import Merchant
from flows.flow import Flow
from flows.keeping import text_of
from flows.reading import read_flow
from flows.spans import span_in_words
from flows.steps import AiText, Wait

_DOES = {
    Autonomy.AUTO: "",
    Autonomy.SUGGEST: " It drafts, and a person presses Send.",
    Autonomy.OFF: " It is off for reminders now, so that nobody sends one.",
}


class FirstTextBy(StrEnum):
    """Whose text it is as things stand."""

    AI = "ai"
    FLOW = "flow"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class FirstText:
    """`flows` are the merchant's about carts that are on, or that are paused where none is on.

    `words` is a sentence or two for whoever runs the shop. `mode` is what the AI may do about reminders now, where the
    AI writes it.
    """

    by: FirstTextBy
    words: str
    flows: tuple[StoredFlow, ...] = ()
    mode: Autonomy | None = None


def first_text_of(reader: Reader, merchant: Merchant, now: datetime) -> FirstText:
    """Return who sends it at `now`."""
    first = _by_itself(reader, merchant, now)
    if not merchant.settings.recovery.is_on:
        return first
    return replace(first, words=f"{first.words} The team of P2P Cart Recovery may send it before.")


def _by_itself(reader: Reader, merchant: Merchant, now: datetime) -> FirstText:
    known = cart_flows(reader, merchant.id)
    active = tuple(flow for flow in known if flow.state is FlowState.ACTIVE)
    if active:
        return _by_flows(reader, merchant, active, now)
    if known:
        names, is_one = _names(known), len(known) == 1
        rests = f"Nobody: {names} {'is' if is_one else 'are'} paused, and the AI does not step in meanwhile."
        return FirstText(FirstTextBy.NOBODY, f"{rests} Switch it on, or archive it to leave carts to the AI.", known)
    mode = _mode(merchant, now)
    if mode is Autonomy.OFF:
        words = "Nobody: no flow about carts is on, and the AI is off for reminders now."
        return FirstText(FirstTextBy.NOBODY, words, mode=mode)
    waits = span_in_words(timedelta(minutes=merchant.settings.reminder_delay_minutes))
    return FirstText(FirstTextBy.AI, f"The AI, {waits} after a checkout was left.{_DOES[mode]}", mode=mode)


def _by_flows(reader: Reader, merchant: Merchant, active: tuple[StoredFlow, ...], now: datetime) -> FirstText:
    read = [read_flow(text_of(reader, merchant.id, flow.id, flow.version)).flow for flow in active]
    if len(active) > 1:
        words = f"The flows {_names(active)}: whichever comes first, since a cart has one. The AI's own reminder rests."
        return FirstText(FirstTextBy.FLOW, words, active)
    (flow,) = read
    begins = f"The flow {active[0].name}{_after(flow)}. The AI's own reminder rests."
    if flow is None or not any(isinstance(step, AiText) for step in flow.every_step):
        return FirstText(FirstTextBy.FLOW, begins, active)
    mode = _mode(merchant, now, flow.ai)
    by = FirstTextBy.NOBODY if mode is Autonomy.OFF else FirstTextBy.FLOW
    return FirstText(by, f"{begins} The AI writes it.{_DOES[mode]}", active, mode)


def _after(flow: Flow | None) -> str:
    first = flow.steps[0] if flow is not None else None
    return f", {span_in_words(first.span)} after a checkout was left" if isinstance(first, Wait) else ""


def _mode(merchant: Merchant, now: datetime, instead: Autonomy | None = None) -> Autonomy:
    return merchant.settings.autonomy.mode(Kind.REMINDER, now.astimezone(ZoneInfo(merchant.timezone)), instead)


def _names(flows: tuple[StoredFlow, ...]) -> str:
    return " and ".join(flow.name for flow in flows)
