"""The window: whether it is a lawful time of day where the shopper may be, for whatever is no answer in its grace."""

from dataclasses import dataclass
from datetime import datetime

from compliance.quiet_hours import Calendar
from compliance.rulebook import Rulebook
from compliance.rules.timing import federal_calendar, state_calendar
from compliance.whereabouts import whereabouts_of
from conversation.contact import Contact


@dataclass(frozen=True, slots=True)
class Window:
    """`changes_at` is when what is open closes, or what is closed opens; None where that is weeks away."""

    is_open: bool
    changes_at: datetime | None


def window_of(contact: Contact, rulebook: Rulebook, now: datetime) -> Window:
    """Return how the hours stand at `now` under the federal rule and those of every state that may be the shopper's."""
    place = whereabouts_of(contact)
    rules = federal_calendar(rulebook.rule("quiet_hours.federal"), place).rules
    if place.regions:
        rules = (*rules, *state_calendar(rulebook.rule("quiet_hours.state"), place).rules)
    calendar = Calendar(tuple(dict.fromkeys(rules)), place.zones)
    closes = calendar.open_until(now)
    return Window(closes is not None, closes or calendar.next_opening(now))
