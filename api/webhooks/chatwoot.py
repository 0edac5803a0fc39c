"""Chatwoot's webhooks: what a merchant's people answer in their own inbox, and when they are done."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.chatwoot.client import RESOLVED
from api.chatwoot.errors import InboxError
from api.chatwoot.payload import FromMachine, Replied, Resolved, read_call
from api.chatwoot.signature import check_signature
from api.house import House, HouseDep
from api.webhooks.body import raw_body
from compliance.exit import Deferred, Departure, Queued, Refused
from conversation.bridge import Bridge, Mirror
from conversation.errors import Closed, Invalid, NotAllowed, NotInControl, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from handoff.relaying import ByMachine, ByPerson, InboxReply, Relay

router = APIRouter(prefix="/webhooks", tags=["Webhooks"])

CANNOT_BE_ASKED = (NotInControl, NotAllowed, Closed, Invalid, Unknown)
REFUSED = 422
"""Chatwoot marks the message as failed, so that its writer sees it at once; the note says why."""


class RelayOut(BaseModel):
    """What became of the call: sent, waits, refused, repeated, resolved or passed over."""

    outcome: str
    why: str = ""


@router.post("/chatwoot/{merchant_id}", response_model=RelayOut)
async def inbox_called(merchant_id: MerchantId, request: Request, house: HouseDep, token: str = "") -> JSONResponse:
    """Take in what the merchant's own inbox says. Signed, or with its token in the address; a repeat does nothing."""
    bridge = await house.ledger.read(lambda books: books.bridge(merchant_id))
    secret = house.inboxes.secrets.of(merchant_id) if bridge else None
    if bridge is None or secret is None:
        raise Unknown("bridge", merchant_id)
    headers = {name.lower(): value for name, value in request.headers.items()}
    body = await raw_body(request)
    check_signature(secret, headers, body, token, house.clock.now())
    if not bridge.is_on:
        return _answer("passed", "the bridge is off")
    match read_call(body, bridge.account, bridge.inbox):
        case Replied() as replied:
            return await _take_in(house, bridge, replied)
        case Resolved(thread=thread):
            return await _resolve(house, bridge, thread)
        case passed:
            return _answer("passed", passed.why)


async def _take_in(house: House, bridge: Bridge, replied: Replied) -> JSONResponse:
    mirror = await _mirror(house, bridge, replied.thread)
    if mirror is None:
        return _answer("passed", "the thread is none of ours")
    try:
        reply = _reply(bridge, replied, house)
        departure = await house.ledger.write(lambda books: _relay(house, books, bridge, mirror).take_in(reply))
    except CANNOT_BE_ASKED as error:
        return await _turn_down(house, bridge, mirror, replied.ref, str(error))
    return _answer("repeated") if departure is None else _departed(departure)


async def _turn_down(house: House, bridge: Bridge, mirror: Mirror, ref: str, why: str) -> JSONResponse:
    is_first = await house.ledger.write(lambda books: _relay(house, books, bridge, mirror).turn_down(ref, why))
    return _answer("refused", why, REFUSED) if is_first else _answer("repeated")


async def _resolve(house: House, bridge: Bridge, thread: str) -> JSONResponse:
    mirror = await _mirror(house, bridge, thread)
    if mirror is None:
        return _answer("passed", "the thread is none of ours")
    if not mirror.is_open or not await _is_still_resolved(house, bridge, thread):
        return _answer("passed", "it is an echo, or open again")
    await house.ledger.write(lambda books: _relay(house, books, bridge, mirror).resolve())
    return _answer("resolved")


async def _is_still_resolved(house: House, bridge: Bridge, thread: str) -> bool:
    """Ask: webhooks come late and in any order, and one of ours may have opened it since."""
    try:
        return await house.inboxes.open(bridge).status(thread) == RESOLVED
    except InboxError:
        return True


async def _mirror(house: House, bridge: Bridge, thread: str) -> Mirror | None:
    return await house.ledger.read(lambda books: books.mirror_of_thread(bridge.merchant_id, thread))


def _relay(house: House, books: Books, bridge: Bridge, mirror: Mirror) -> Relay:
    return Relay(books, house.rulebook, bridge, mirror, house.clock.now())


def _reply(bridge: Bridge, replied: Replied, house: House) -> InboxReply:
    """Return the reply as ours. Raises Unknown for a writer who is nobody here, Invalid for files alone."""
    if replied.has_files:
        raise Invalid("attachments", "files cannot be texted from the inbox", "send a link, or answer in words")
    at = replied.at or house.clock.now()
    writer = replied.writer
    if isinstance(writer, FromMachine):
        return InboxReply(replied.ref, replied.text, ByMachine(writer.name, writer.is_canned), at)
    user_id = bridge.people.get(writer.id)
    if user_id is None:
        raise NotAllowed(f"account {writer.id} ({writer.name}) is nobody in Twolane; an admin names them in Settings")
    return InboxReply(replied.ref, replied.text, ByPerson(user_id), at)


def _departed(departure: Departure) -> JSONResponse:
    match departure:
        case Queued():
            return _answer("sent")
        case Deferred(until=until):
            return _answer("waits", f"until {until.isoformat()}", 202)
        case Refused(verdict=verdict):
            return _answer("refused", f"{verdict.why} [{verdict.rule}]", REFUSED)


def _answer(outcome: str, why: str = "", status: int = 200) -> JSONResponse:
    return JSONResponse(RelayOut(outcome=outcome, why=why).model_dump(exclude_defaults=True), status)
