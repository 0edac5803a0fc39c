"""What Telnyx's API answers, read without trusting its shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from channels.carrier import Receipt, SentText
from channels.delivery_errors import TELNYX, explain, means_opted_out
from channels.errors import CarrierError, Rejected, Unreachable
from channels.json_reading import Json, at, each, read_object, text_of
from channels.status import CarrierStatus
from channels.telnyx_words import status_of
from channels.transport import outcome_unclear

OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True)
class DetailRecord:
    """A text that left, as Telnyx accounts for it: without its words. `callback` is what we gave to hear of it."""

    receipt: Receipt
    at: datetime
    callback: str


def read_receipt(response: httpx.Response) -> Receipt:
    """Read the answer to a send. Raises Rejected or Unreachable."""
    if not response.is_success:
        raise refusal(response)
    message = at(read_object(response.content), "data")
    provider_id = text_of(message, "id")
    if not provider_id:
        raise Unreachable(f"HTTP {response.status_code} without a message id", maybe_sent=True)
    return Receipt(provider_id, _status(message))


def refusal(response: httpx.Response) -> CarrierError:
    """Return the error that a failed answer to a send stands for."""
    status = response.status_code
    errors = each(read_object(response.content), "errors")
    first: Json = errors[0] if errors else {}
    code = text_of(first, "code") or f"http_{status}"
    why = text_of(first, "detail") or text_of(first, "title") or response.reason_phrase or "no reason given"
    if unclear := outcome_unclear(status, code, why):
        return unclear
    return Rejected(code, why, permanent=explain(code, TELNYX).permanent, opted_out=means_opted_out(code, TELNYX))


def read_message(response: httpx.Response) -> SentText | None:
    """Read one text that left; None where Telnyx does not know it, or it came in. Raises Unreachable."""
    if response.status_code == httpx.codes.NOT_FOUND:
        return None
    message = at(_success(response), "data")
    receivers = each(message, "to")
    moment = _moment(text_of(message, "received_at")) or _moment(text_of(message, "sent_at"))
    if text_of(message, "direction") != OUTBOUND or not receivers or moment is None:
        return None
    return SentText(
        text_of(message, "id"),
        text_of(at(message, "from"), "phone_number"),
        text_of(receivers[0], "phone_number"),
        text_of(message, "text"),
        moment,
    )


def read_records(response: httpx.Response) -> tuple[tuple[DetailRecord, ...], bool]:
    """Read a page of detail records, and whether there is another one. Raises Unreachable."""
    answer = _success(response)
    if not isinstance(answer.get("data"), list):
        raise Unreachable("the detail records are no list", maybe_sent=True)
    pages = at(answer, "meta")
    number, total = text_of(pages, "page_number") or "1", text_of(pages, "total_pages") or "1"
    return tuple(_records(answer)), int(number) < int(total)


def _records(answer: Json) -> Iterator[DetailRecord]:
    for row in each(answer, "data"):
        moment = _moment(text_of(row, "created_at"))
        if moment is not None and text_of(row, "uuid") and text_of(row, "direction") == OUTBOUND:
            receipt = Receipt(text_of(row, "uuid"), status_of(text_of(row, "status")))
            yield DetailRecord(receipt, moment, text_of(row, "delivery_status_webhook_url"))


def _success(response: httpx.Response) -> Json:
    if not response.is_success:
        raise Unreachable(f"the carrier answered HTTP {response.status_code}", maybe_sent=True)
    return read_object(response.content)


def _status(message: Json) -> CarrierStatus:
    receivers = each(message, "to")
    return status_of(text_of(receivers[0], "status")) if receivers else CarrierStatus.ACCEPTED


def _moment(iso_8601: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso_8601).astimezone(UTC)
    except ValueError:
        return None
