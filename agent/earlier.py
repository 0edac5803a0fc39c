"""What the transcript leaves out, in short: read by code, and the same bytes until the next step is left out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from agent.earlier_reading import read_earlier, short
from agent.view import TurnView
from compliance.third_parties import mask
from conversation.event import Event, EventKind
from conversation.message import Direction, Message
from conversation.objections import objections_in
from conversation.promise import open_promise
from conversation.source import Source, SourceKind
from prompts.earlier import NOTHING, Earlier, PastOffer
from tools.local_time import local_time

MOST = 3
"""Things of one kind that are told: the newest."""
LOOKUPS = frozenset({"lookup_policy", "lookup_products"})
_FOUND = "found: "


def earlier_of(view: TurnView, left_out: Sequence[Message]) -> Earlier:
    """Sum up the texts that the model is not shown, the oldest first, and what the view's past says happened then."""
    if not left_out:
        return NOTHING
    known = frozenset({view.contact.phone, view.merchant.support})
    wrote = [text for text in left_out if text.direction is Direction.IN]
    readings = [read_earlier(mask(text.text, known)) for text in wrote]
    promise, happened = open_promise(left_out), view.past.events
    return Earlier(
        asked=_newest(one.question for one in readings),
        found=_newest(_looked_up(left_out)),
        sizes=_newest(size for one in readings for size in one.sizes),
        objections=_newest(one.objection.value for one in objections_in(wrote)),
        declined="".join(_newest((one.declined for one in readings), 1)),
        intends="".join(_newest((one.intends for one in readings), 1)),
        promised=short(mask(promise.body.composed, known)) if promise and promise.body else "",
        offers=_offers(view, happened),
        followups=_newest(_followup(view, event) for event in _of(happened, EventKind.FOLLOWUP_PLANNED)),
        needs=_newest(_need(event) for event in _of(happened, EventKind.ESCALATED)),
        returns=sum(1 for _ in _of(happened, EventKind.HANDED_BACK)),
        has_bought=any(_of(happened, EventKind.CART_RECOVERED)),
    )


def _newest(things: Iterable[str], most: int = MOST) -> tuple[str, ...]:
    """Return the newest that differ, oldest first."""
    differing = dict.fromkeys(thing for thing in reversed([*things]) if thing)
    return tuple(reversed([*differing][:most]))


def _looked_up(texts: Iterable[Message]) -> Iterator[str]:
    """Yield what answers of ours were looked up for."""
    for text in texts:
        yield from (short(_words(source)) for source in text.rests_on if _is_answer(source))


def _is_answer(source: Source) -> bool:
    if source.kind is SourceKind.TOOL:
        return source.ref in LOOKUPS and source.says.startswith(_FOUND)
    return source.kind is SourceKind.ANSWER


def _words(source: Source) -> str:
    return source.says.removeprefix(_FOUND)


def _offers(view: TurnView, events: Sequence[Event]) -> tuple[PastOffer, ...]:
    """Return what was offered then. Whether it still works is the situation's to say."""
    used = {event.details.get("offer") for event in _of(events, EventKind.OFFER_REDEEMED)}
    issued = {event.details.get("offer") for event in _of(events, EventKind.OFFER_ISSUED)}
    return tuple(PastOffer(one.percent, one.id in used) for one in view.offers if one.id in issued)[-MOST:]


def _followup(view: TurnView, event: Event) -> str:
    return local_time(datetime.fromisoformat(event.details["at"]), view.contact, view.merchant)


def _need(event: Event) -> str:
    return event.details.get("reason", "").replace("_", " ")


def _of(events: Iterable[Event], kind: EventKind) -> Iterator[Event]:
    return (event for event in events if event.kind is kind)
