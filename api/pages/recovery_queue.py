"""The queue of P2P Cart Recovery as the page shows it, and everybody's figures under it."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.pages.brands import Brand, brand_of
from api.pages.look import Look
from api.pages.moments import Stamp, moments_for
from api.rest.cursor import parse_cursor, write_cursor
from conversation.cart import Cart
from conversation.cart_claims import live_claim_of
from conversation.errors import Unknown
from conversation.ids import CartId
from conversation.recovery_addon import brands_of
from handoff.cart_queue import CartQueue, QueuedCart, cart_queue
from handoff.recovery_figures import RecoveryFigures, recovery_figures, sees_figures


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One cart. `ends` is until when a first text may leave: the end of the day's hours or of the cart's 48."""

    cart_id: CartId
    brand: Brand
    shopper: str
    place: str
    total: str
    goods: str
    left: Stamp
    ends: Stamp


@dataclass(frozen=True, slots=True)
class Claimed:
    """The cart that the person has claimed already."""

    cart_id: CartId
    brand: Brand
    ends: Stamp


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One person's week for one brand; `alarms` say what is unusual about their pace."""

    brand: Brand
    name: str
    texts: int
    today: int
    answered: int
    recovered: int
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueView:
    """`brands` is empty for who leads a team and is on none: they see the figures alone."""

    brands: tuple[Brand, ...]
    rows: tuple[QueueRow, ...]
    next: str | None
    waiting: str
    claimed: Claimed | None
    figures: tuple[FigureRow, ...]


def queue_view(look: Look, after: str = "") -> QueueView:
    """Return the page of the queue that begins at `after`. Raises Unknown where the add-on is not for this person."""
    brands = brands_of(look.books, look.user)
    if not brands and not sees_figures(look.books, look.user):
        raise Unknown("page", "recovery")
    place = parse_cursor(after) if after else None
    found = CartQueue()
    if brands:
        found = cart_queue(look.books, look.user, look.house.rulebook, look.now, after=place)
    return QueueView(
        brands=tuple(brand_of(look.books, look.user, merchant) for merchant in brands),
        rows=tuple(_row(look, one) for one in found.carts),
        next=write_cursor(*found.next) if found.next else None,
        waiting=_waiting(look, found),
        claimed=_claimed(look),
        figures=tuple(_figures(look)),
    )


def goods_of(cart: Cart) -> str:
    """Return what is in the cart, in short."""
    first, *others = cart.items or (None,)
    title = first.title if first is not None else "nothing"
    return f"{title} and {len(others)} more" if others else title


def _row(look: Look, queued: QueuedCart) -> QueueRow:
    cart, contact = queued.cart, queued.contact
    moments = moments_for(contact, queued.merchant, look.now)
    return QueueRow(
        cart_id=cart.id,
        brand=brand_of(look.books, look.user, queued.merchant),
        shopper=contact.name or "Name not known",
        place=", ".join(part for part in (contact.region, moments.local_now) if part),
        total=str(cart.total),
        goods=goods_of(cart),
        left=moments.ago(cart.abandoned_at),
        ends=moments.at(queued.until),
    )


def _waiting(look: Look, found: CartQueue) -> str:
    if not found.waiting or found.opens_at is None:
        return ""
    carts = f"{found.waiting} more cart{'s' if found.waiting != 1 else ''}"
    clock = moments_for(None, None, look.now).clock(found.opens_at)
    return f"{carts} may not be texted about now; the first from {clock} UTC."


def _claimed(look: Look) -> Claimed | None:
    claim = live_claim_of(look.books, look.user.id, look.now)
    merchant = look.books.merchant(claim.merchant_id) if claim else None
    if claim is None or merchant is None:
        return None
    brand = brand_of(look.books, look.user, merchant)
    return Claimed(claim.cart_id, brand, moments_for(None, merchant, look.now).at(claim.expires_at))


def _figures(look: Look) -> Iterator[FigureRow]:
    for one in recovery_figures(look.books, look.user, look.now):
        brand = brand_of(look.books, look.user, one.merchant)
        yield FigureRow(brand, one.name, one.texts, one.today, one.answered, one.recovered, _alarms(one))


def _alarms(figures: RecoveryFigures) -> tuple[str, ...]:
    return tuple(
        f"{figure.value:g} {figure.measure.words}, typical at most {figure.measure.most:g}" for figure in figures.alarms
    )
