"""Which events somebody must hear of."""

from collections.abc import Mapping
from types import MappingProxyType

from conversation.alert import AlertCause, AlertKind
from conversation.event import Event, EventKind
from conversation.ids import new_id

ALERTING: Mapping[EventKind, AlertKind] = MappingProxyType(
    {
        EventKind.CASE_OPENED: AlertKind.ESCALATED,
        EventKind.CASE_RAISED: AlertKind.ESCALATED,
        EventKind.CASE_FREED: AlertKind.ESCALATED,
        EventKind.CASE_WOKEN: AlertKind.ESCALATED,
        EventKind.CASE_REASSIGNED: AlertKind.GIVEN,
        EventKind.CASE_OVERDUE: AlertKind.OVERDUE,
        EventKind.STAYED_WITH_PEOPLE: AlertKind.STAYED,
        EventKind.SEAT_ANOMALY: AlertKind.SEAT,
    }
)


def cause_of(event: Event) -> AlertCause | None:
    """Return what the event gives cause to tell; None for most of them, and for what one gave to oneself."""
    kind = ALERTING.get(event.kind)
    person = event.actor if kind is AlertKind.SEAT else event.details.get("to")
    if kind is None or (kind is AlertKind.GIVEN and person == event.actor):
        return None
    return AlertCause(
        id=new_id("alc", event.at),
        merchant_id=event.merchant_id,
        conversation_id=event.conversation_id,
        kind=kind,
        at=event.at,
        due_at=event.at,
        case_id=event.details.get("case"),
        person=person,
    )
