"""When a recipient is to have a campaign's text."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from compliance.rulebook import Rulebook
from compliance.rules.timing import federal_calendar, state_calendar
from compliance.whereabouts import whereabouts_of
from conversation.campaign import PATIENCE, Campaign
from conversation.contact import Contact
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader

FIRST_ZONE, LAST_ZONE = ZoneInfo("Pacific/Guam"), ZoneInfo("Pacific/Pago_Pago")
"""Where a day begins first and last among the places that the rulebook covers."""
ROUND_THE_WORLD = timedelta(hours=24)
"""So much later the same hour comes to the last zone than to the first."""
MOST_AHEAD = timedelta(days=365)
MOST_TURNS = 8
"""So often one calendar may close where the other opens."""


def planned_for(campaign: Campaign, contact: Contact, now: datetime) -> datetime:
    """Return when `contact` is to be texted: never before `now`.

    Where several zones may be theirs it is the hour in the last of them. An hour that their clocks skip is the one
    after; of one that comes twice it is the first.
    """
    if campaign.day is None or campaign.hour is None:
        return max(now, campaign.starts_at or now)
    return max(now, max(at_hour(campaign.day, campaign.hour, zone) for zone in whereabouts_of(contact).zones))


def at_hour(day: str, hour: str, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks of `zone` show `hour` on `day`."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), tzinfo=zone).astimezone(UTC)


def begins_at(day: str, hour: str, now: datetime) -> datetime:
    """Return when the first recipient anywhere may be due. Raises Invalid for no day or hour, and for one gone by."""
    try:
        first = at_hour(day, hour, FIRST_ZONE)
        last = at_hour(day, hour, LAST_ZONE)
    except (ValueError, OverflowError) as error:
        raise Invalid("schedule", f"{day} {hour} is no day and hour", "write 2026-12-01 and 10:00") from error
    if at_hour(day, hour, ZoneInfo("America/New_York")) <= now:
        raise Invalid("schedule", f"{hour} on {day} has passed in New York", "choose a later day, or send it now")
    if last > now + MOST_AHEAD:
        raise Invalid("schedule", f"{day} is more than a year ahead", "choose a nearer day")
    return min(first, last)


def code_lasts(reader: Reader, merchant_id: MerchantId, begins: datetime) -> datetime:
    """Return until when a campaign's code is to work: for whoever is texted last, as long as any offer of the brand."""
    merchant = reader.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    return begins + ROUND_THE_WORLD + PATIENCE + timedelta(hours=merchant.settings.offer_hours)


def first_opening(contact: Contact, at: datetime, rulebook: Rulebook) -> datetime:
    """Return when the hours first let a text leave to `contact` from `at` on; `at` itself where no hour is foreseen.

    It only says when to ask the gate first, which knows more.
    """
    place = whereabouts_of(contact)
    calendars = [federal_calendar(rulebook.rule("quiet_hours.federal"), place)]
    if place.regions:
        calendars.append(state_calendar(rulebook.rule("quiet_hours.state"), place))
    found = at
    for _ in range(MOST_TURNS):
        openings = [calendar.next_opening(found) for calendar in calendars]
        latest = max((opening for opening in openings if opening is not None), default=found)
        if None in openings or latest == found:
            break
        found = latest
    return found
