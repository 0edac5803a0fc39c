"""A carrier's webhooks: texts from shoppers, and what became of ours."""

import logging
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.house import House, HouseDep
from api.intake import Intake
from api.outside_watch import note_outside
from api.webhooks.body import called_url, raw_body
from channels.carrier import Carrier, Inbound, StatusUpdate, WebhookRequest
from channels.delivery_actions import DeliveryActions
from channels.errors import NoText, Unreachable
from channels.status import CarrierStatus
from conversation.errors import Unknown
from conversation.ids import MessageId
from conversation.ledger import Books
from conversation.receiving import InboundText, Keyword

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/webhooks", tags=["Webhooks"])

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@router.post("/{carrier}/sms")
async def text_arrived(carrier: str, request: Request, house: HouseDep) -> Response:
    """Take a text in. Answers empty TwiML once it is durable; a repeat answers the same and does nothing.

    Some carriers tell here how texts fare that are not ours, such as their own answers: those are none that came.
    """
    network = _carrier(house, carrier)
    try:
        inbound = network.parse_inbound(await _webhook(request, house))
    except NoText:
        return Response(EMPTY_TWIML, media_type="application/xml")
    text, learned = _inbound_text(carrier, inbound), house.settings.learned_intents

    def command(books: Books) -> None:
        Intake(books, house.rulebook, house.clock.now(), network.confirms_opt_out, learned).take_in(text)

    try:
        await house.ledger.write(command)
    except Unknown:
        logger.error("a text came by %s to %s, a number that no merchant has: add it", carrier, text.to_phone)
        raise
    return Response(EMPTY_TWIML, media_type="application/xml")


@router.post("/{carrier}/status", status_code=204)
async def status_arrived(
    carrier: str,
    request: Request,
    house: HouseDep,
    message: MessageId | None = None,
    attempt: Annotated[int, Query(ge=0)] = 0,
) -> None:
    """Note what became of a text of ours. A status older than the known one changes nothing."""
    network = _carrier(house, carrier)
    update = network.parse_status(await _webhook(request, house))
    if update.status is CarrierStatus.UNKNOWN:
        logger.warning("%s says %r of text %s: not known here", carrier, update.word[:40], update.provider_id)
    now = house.clock.now()

    def command(books: Books) -> bool:
        return DeliveryActions(books, network.name, house.rulebook, now).heard(update, message, attempt)

    is_known = await house.ledger.write(command)
    if not is_known and (message is not None or not await _is_outside(house, network, update)):
        raise Unknown("text", update.provider_id)


async def _is_outside(house: House, network: Carrier, update: StatusUpdate) -> bool:
    """Keep a text that somebody sent without us. False where the carrier does not know it either.

    A carrier that cannot be asked now lists it to the watch later.
    """
    try:
        text = await network.look_up(update.provider_id)
    except Unreachable as error:
        logger.warning("cannot look up %s: %s", update.provider_id, error)
        return False
    if text is None:
        return False
    await note_outside(house.ledger, network.name, text, house.clock.now())
    return True


def _carrier(house: House, name: str) -> Carrier:
    carrier = house.carriers.get(name)
    if carrier is None:
        raise Unknown("carrier", name)
    return carrier


async def _webhook(request: Request, house: House) -> WebhookRequest:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return WebhookRequest(called_url(request, house.settings), headers, await raw_body(request))


def _inbound_text(carrier: str, inbound: Inbound) -> InboundText:
    return InboundText(
        carrier,
        inbound.provider_id,
        inbound.from_,
        inbound.to,
        inbound.body,
        Keyword(inbound.opt_out_type) if inbound.opt_out_type in list(Keyword) else None,
        inbound.media,
    )
