"""Earlier: what the texts that a transcript leaves out come to, so that a pack can tell it in a few lines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PastOffer:
    """A discount that was offered, and whether an order used it."""

    percent: int
    is_used: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """All of it is of before, and says nothing of what stands now. Lists are oldest first, and short.

    `asked`, `declined` and `intends` are the shopper's words, `promised` a person's of the team, without other people's
    contact data. `found` is what was looked up for them. `sizes` are sizes and colours that they named, `objections`
    what spoke against buying, `needs` why a person was asked for. `returns` counts hand backs. `followups` are the
    times, in the shopper's zone, of texts that they asked for.
    """

    asked: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    declined: str = ""
    intends: str = ""
    promised: str = ""
    offers: tuple[PastOffer, ...] = ()
    followups: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    returns: int = 0
    has_bought: bool = False


NOTHING = Earlier()
