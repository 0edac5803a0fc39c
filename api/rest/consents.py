"""Consent over REST: where a number stands, and opt-ins and opt-outs that a person records with their proof."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.auth import MayRead, MayReply
from api.consent_desk import ConsentDesk, Given, Taken
from api.house import House, HouseDep
from api.merchant_for import merchant_for
from api.opting_in import OptingIn
from api.rest.consent_models import ConsentStandingOut, OptInIn, OptOutIn, standing_out
from api.rest.models import ProblemOut
from conversation.consent import SuppressionReason
from conversation.consenting import Proof
from conversation.errors import Conflict, Invalid
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.opening import find_or_add_contact, find_or_open
from conversation.role import Permission
from conversation.user import User
from tools.phone import to_e164

router = APIRouter(prefix="/api/consents", tags=["Consent"])

PROBLEMS: dict[int | str, dict[str, Any]] = {code: {"model": ProblemOut} for code in (401, 403, 404, 409, 422)}
Merchantship = Annotated[str, Query(description="whose consent it is; needed by those who answer for several")]
_SKEW = timedelta(minutes=5)


@router.get("/{phone}", responses=PROBLEMS)
async def get_consent(phone: str, house: HouseDep, user: MayRead, merchant: Merchantship = "") -> ConsentStandingOut:
    """Read what a number agreed to, what it took back, and by which texts. Never 404: a stranger agreed to nothing."""
    number = _number(phone)
    return await house.ledger.read(lambda books: standing_out(books, _merchant(books, user, merchant).id, number))


@router.post("/{phone}/opt-in", status_code=201, responses=PROBLEMS)
async def record_opt_in(
    phone: str, opt_in: OptInIn, house: HouseDep, user: MayReply, merchant: Merchantship = ""
) -> ConsentStandingOut:
    """Record an opt-in that was given elsewhere. 409 when it is older than an opt-out: such a one is never revived.

    Given after an opt-out it waits for the shopper's START, unless no carrier keeps a block of its own.
    """
    number, now = _number(phone), house.clock.now()
    at = _past("obtained_at", opt_in.obtained_at, now)
    proof = Proof(opt_in.method.value, opt_in.source, at, user.id, opt_in.evidence)

    def command(books: Books) -> ConsentStandingOut:
        found = _merchant(books, user, merchant, Permission.REPLY)
        desk = ConsentDesk(books, found, now)
        for scope in dict.fromkeys(opt_in.scopes):
            if desk.opt_in(number, Given(scope, opt_in.wording, proof), may_lift=True) is Taken.SUPERSEDED:
                raise Conflict(f"{number} opted out after {at.isoformat()}; only START and newer consent count")
        if opt_in.ask:
            _ask(house, books, found, number, proof)
        return standing_out(books, found.id, number)

    return await house.ledger.write(command)


@router.post("/{phone}/opt-out", status_code=201, responses=PROBLEMS)
async def record_opt_out(
    phone: str, opt_out: OptOutIn, house: HouseDep, user: MayReply, merchant: Merchantship = ""
) -> ConsentStandingOut:
    """Record an opt-out that came by a call, a letter or an e-mail: no text leaves from now on, whoever writes it."""
    number, now = _number(phone), house.clock.now()
    at = _past("said_at", opt_out.said_at, now) if opt_out.said_at else now
    proof = Proof("", opt_out.source, at, user.id, opt_out.evidence)

    def command(books: Books) -> ConsentStandingOut:
        found = _merchant(books, user, merchant, Permission.REPLY)
        ConsentDesk(books, found, now).opt_out(number, SuppressionReason.OPERATOR, proof)
        return standing_out(books, found.id, number)

    return await house.ledger.write(command)


def _ask(house: House, books: Books, merchant: Merchant, number: str, proof: Proof) -> None:
    now = house.clock.now()
    contact = find_or_add_contact(books, merchant.id, number, now)
    conversation = find_or_open(books, contact, now)
    asked = Proof(proof.method, proof.source, now, proof.recorded_by, proof.evidence)
    OptingIn(books, house.rulebook, merchant, contact, conversation, now).ask(asked)


def _merchant(books: Reader, user: User, named: str, permission: Permission = Permission.READ) -> Merchant:
    """Return the merchant that is meant. Raises Invalid, Unknown for another one, NotAllowed for `permission`."""
    if not named and len(user.merchants) != 1:
        raise Invalid("merchant", "you answer for several", "name one: ?merchant=mer_...")
    return merchant_for(books, user, named or user.merchants[0], permission)


def _number(phone: str) -> str:
    number = to_e164(phone, "US")
    if number is None:
        raise Invalid("phone", f"{phone!r} cannot be dialled", "write it as +13035550142")
    return number


def _past(field: str, moment: datetime, now: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Invalid(field, "it names no zone", "end it in Z or an offset")
    if moment > now + _SKEW:
        raise Invalid(field, "it lies in the future", "say when it was")
    return moment.astimezone(UTC)
