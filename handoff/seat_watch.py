"""Watching the human seat: drafts that were sent unread, and a pace that no typical consumer has."""

from datetime import datetime, timedelta

from compliance.exit import Departure, Queued, Refused
from conversation.draft import Draft
from conversation.event import EventKind
from conversation.fence import Held
from conversation.message import Origin
from conversation.user import User
from handoff.seat_figures import DAY, figures_of

UNREAD = timedelta(seconds=1)
"""Nobody reads a draft in less. A house figure."""


def flag_unread(held: Held, draft: Draft, shown_at: datetime, departure: Departure) -> None:
    """Record that an AI draft was sent as it was, within a second of being shown."""
    took = held.now - shown_at
    if draft.origin is not Origin.AI_DRAFT or took >= UNREAD or isinstance(departure, Refused):
        return
    left = {"message": departure.message.id} if isinstance(departure, Queued) else {"due": departure.row.id}
    seconds = f"{max(took.total_seconds(), 0.0):.1f}"
    held.record(EventKind.SEAT_UNREAD_DRAFT, draft.user_id or "system", seconds=seconds, **left)


def raise_alarms(held: Held, user: User) -> None:
    """Record each figure of this person's last 24 hours that is unusual, once a (UTC) day and figure."""
    merchant_id = held.row.merchant_id
    for figure in figures_of(held.books.seat_texts(merchant_id, user.id, held.now - DAY)):
        measure = figure.measure
        if not figure.is_unusual:
            continue
        if held.books.first_sight(f"seat:{merchant_id}:{user.id}", f"{measure.name}:{held.now:%Y-%m-%d}", held.now):
            held.record(
                EventKind.SEAT_ANOMALY,
                user.id,
                measure=measure.name,
                figure=f"{figure.value:g}",
                typical=f"{measure.most:g}",
                source=measure.source,
            )
