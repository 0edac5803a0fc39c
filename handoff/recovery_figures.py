"""The figures of P2P Cart Recovery for each person: how many first texts, how many answered, how fast."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.cart_claim import FirstText
from conversation.ids import UserId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.recovery_addon import is_on_team
from conversation.role import Permission, Permitted
from conversation.user import User
from handoff.seat_figures import DAY, SeatFigure, figures_of

COUNTED_FOR = timedelta(days=7)
"""How far back first texts are counted."""


@dataclass(frozen=True, slots=True)
class RecoveryFigures:
    """One person's first texts for one brand in a week, and the pace of all their texts for it in 24 hours.

    `pace` is what raises alarms; no rule reads any of it.
    """

    merchant: Merchant
    user_id: UserId
    name: str
    texts: int
    today: int
    answered: int
    recovered: int
    pace: tuple[SeatFigure, ...]

    @property
    def alarms(self) -> tuple[SeatFigure, ...]:
        return tuple(figure for figure in self.pace if figure.is_unusual)


def recovery_figures(reader: Reader, user: User, now: datetime) -> tuple[RecoveryFigures, ...]:
    """Return the figures that the person may see: their own, and everybody's where they lead."""
    return tuple(one for merchant_id in sorted(user.merchants) for one in _of_brand(reader, merchant_id, user, now))


def sees_figures(reader: Reader, user: User) -> bool:
    """Tell whether the person leads people who write first texts."""
    return any(_is_led(merchant, user) for merchant in map(reader.merchant, user.merchants) if merchant is not None)


def _of_brand(reader: Reader, merchant_id: str, user: User, now: datetime) -> Iterator[RecoveryFigures]:
    merchant = reader.merchant(merchant_id)
    if merchant is None or not merchant.settings.recovery.is_on:
        return
    shown = merchant.settings.recovery.team if _is_led(merchant, user) else (user.id,)
    texts = reader.first_texts(merchant_id, now - COUNTED_FOR)
    wrote = {text.user_id for text in texts} if _is_led(merchant, user) else set()
    for user_id in dict.fromkeys((*shown, *sorted(wrote))):
        person = reader.user(user_id)
        if person is not None and (is_on_team(person, merchant) or user_id in wrote):
            yield _figures(reader, merchant, person, [text for text in texts if text.user_id == user_id], now)


def _figures(
    reader: Reader, merchant: Merchant, person: User, texts: Iterable[FirstText], now: datetime
) -> RecoveryFigures:
    texts = tuple(texts)
    return RecoveryFigures(
        merchant=merchant,
        user_id=person.id,
        name=person.name,
        texts=len(texts),
        today=sum(text.sent_at > now - DAY for text in texts),
        answered=sum(text.is_answered for text in texts),
        recovered=sum(text.is_recovered for text in texts),
        pace=figures_of(reader.seat_texts(merchant.id, person.id, now - DAY)),
    )


def _is_led(merchant: Merchant, user: User) -> bool:
    return merchant.settings.recovery.is_on and isinstance(user.may(Permission.REASSIGN, merchant.id), Permitted)
