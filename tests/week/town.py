"""A town: shoppers by the dozen, each with a number, a cart, a mind of their own and an hour to do things at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from tools.sample_catalog import SampleShopper, sample_catalog
from tools.sample_checkout import SampleCheckout

PLACES = (
    *(("212", "NY"), ("303", "CO"), ("305", "FL"), ("312", "IL"), ("415", "CA"), ("512", "TX"), ("602", "AZ")),
    *(("206", "WA"), ("617", "MA"), ("504", "LA"), ("702", "NV"), ("215", "PA"), ("404", "GA"), ("313", "MI")),
    *(("612", "MN"), ("503", "OR"), ("919", "NC"), ("816", "MO"), ("405", "OK"), ("203", "CT"), ("808", "HI")),
)
"""Area codes and their states."""
FICTION = 100
"""Numbers in each area code that are kept for fiction: 555-0100 to 555-0199."""


class Mind(StrEnum):
    """What a shopper does with texts."""

    SILENT = "silent"
    ASKS = "asks"
    HAGGLES = "haggles"
    STOPS = "stops"
    WANTS_A_PERSON = "wants a person"
    ODD = "odd"


MINDS = {Mind.SILENT: 8, Mind.ASKS: 5, Mind.HAGGLES: 4, Mind.STOPS: 2, Mind.WANTS_A_PERSON: 2, Mind.ODD: 1}
"""How many of 22 there are of each."""

SAYS = {
    Mind.SILENT: (),
    Mind.ASKS: ("what is in my cart?", "how long does standard delivery take?", "is it waterproof?", "ok thanks"),
    Mind.HAGGLES: ("too expensive", "is there a discount?", "ok send me the link", "hmm let me think about it"),
    Mind.STOPS: ("STOP", "please stop texting me", "unsubscribe", "Quit!"),
    Mind.WANTS_A_PERSON: ("can I talk to a person?", "is this a bot? I want a human", "my last order arrived broken"),
    Mind.ODD: ("HELP", "wrong number, I have no cart", "\U0001f44d", "no hablo ingles", "text me tomorrow at 10am"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What one shopper is going to do, whatever happens: everything but how they answer texts."""

    checkout: SampleCheckout
    mind: Mind
    has_opted_in: bool
    """By a double opt-in before the week began."""
    buys_at: datetime | None


class TownTooSmall(ValueError):
    """There are no more numbers for fiction."""


def plans(dice: Random, shoppers: int, start: datetime, days: float) -> Iterator[Plan]:
    """Yield the plans of so many shoppers, every second of whom buys within two days. Raises TownTooSmall."""
    if shoppers > FICTION * len(PLACES):
        raise TownTooSmall(f"{shoppers} shoppers, but {FICTION * len(PLACES)} numbers: add area codes")
    people = sample_catalog().shoppers
    for number in range(shoppers):
        shopper = _moved(people[number % len(people)], number)
        at = start + timedelta(minutes=int(dice.uniform(0, days * 24 * 60)))
        checkout = SampleCheckout(
            shopper=shopper,
            items=sample_catalog().cart_of(people[number % len(people)]),
            token=f"{dice.getrandbits(128):032x}",
            at=at,
            accepts_sms=dice.random() < 0.85,
        )
        buys_at = at + timedelta(minutes=int(dice.expovariate(1 / 600)) % 2880 + 5) if number % 2 else None
        mind = dice.choices(tuple(MINDS), tuple(MINDS.values()))[0]
        yield Plan(checkout, mind, dice.random() < 0.7, buys_at)


def answer(plan: Plan, dice: Random) -> tuple[timedelta, str] | None:
    """Return what the shopper texts back to a text of ours, and how long after it; None for nothing."""
    words = SAYS[plan.mind]
    if not words or dice.random() < 0.25:
        return None
    return timedelta(minutes=1 + int(dice.expovariate(1 / 25))), dice.choice(words)


def _moved(shopper: SampleShopper, number: int) -> SampleShopper:
    """Give somebody a home and a number of their own."""
    code, state = PLACES[number % len(PLACES)]
    phone = f"+1{code}55501{number // len(PLACES):02d}"
    return replace(shopper, user_id=f"{shopper.user_id}-{number}", phone=phone, state=state)
