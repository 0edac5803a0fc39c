"""What Twilio's Messages API answers, read without trusting its shape."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from channels.carrier import Receipt
from channels.delivery_errors import explain, means_opted_out
from channels.errors import CarrierError, Rejected, Unreachable
from channels.json_reading import Json, read_object, text_of
from channels.status import CarrierStatus
from channels.transport import outcome_unclear


@dataclass(frozen=True, slots=True)
class ListedText:
    """One row of the Messages list. `created` is aware UTC, to the second, by Twilio's clock.

    `direction` is Twilio's word: ``outbound-api`` for what somebody sent, ``outbound-reply`` for an automatic answer to
    an inbound text, such as Twilio's own confirmation of an opt-out.
    """

    receipt: Receipt
    body: str
    created: datetime
    from_: str = ""
    to: str = ""
    direction: str = ""
    media: int = 0
    """How many files came with it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the Messages list, newest first, and the path of the next."""

    texts: tuple[ListedText, ...]
    next_path: str | None


def read_receipt(response: httpx.Response) -> Receipt:
    """Read the answer to a send. Raises `Rejected` or `Unreachable`."""
    if not response.is_success:
        raise refusal(response)
    receipt = _receipt(read_object(response.content))
    if receipt is None:
        raise Unreachable(f"HTTP {response.status_code} without a message sid", maybe_sent=True)
    return receipt


def read_page(response: httpx.Response) -> Page:
    """Read a page of the Messages list. Raises `Unreachable` when it is not one."""
    if not response.is_success:
        raise Unreachable(f"the message list answered HTTP {response.status_code}", maybe_sent=True)
    payload = read_object(response.content)
    rows = payload.get("messages")
    if not isinstance(rows, list):
        raise Unreachable("the message list is not a list", maybe_sent=True)
    texts = (_listed(row) for row in rows if isinstance(row, dict))
    next_path = text_of(payload, "next_page_uri")
    return Page(tuple(text for text in texts if text is not None), next_path if next_path.startswith("/") else None)


def read_one(response: httpx.Response) -> ListedText | None:
    """Read one message; None where Twilio does not know it. Raises `Unreachable`."""
    if response.status_code == httpx.codes.NOT_FOUND:
        return None
    if not response.is_success:
        raise Unreachable(f"the message answered HTTP {response.status_code}", maybe_sent=True)
    return _listed(read_object(response.content))


def refusal(response: httpx.Response) -> CarrierError:
    """Return the error that a failed answer to a send stands for."""
    status = response.status_code
    payload = read_object(response.content)
    code = text_of(payload, "code") or f"http_{status}"
    message = text_of(payload, "message") or response.reason_phrase or "no reason given"
    if unclear := outcome_unclear(status, code, message):
        return unclear
    return Rejected(code, message, permanent=_is_permanent(status, code), opted_out=means_opted_out(code))


def _is_permanent(status: int, code: str) -> bool:
    return status == httpx.codes.BAD_REQUEST and explain(code).permanent


def _listed(row: Json) -> ListedText | None:
    receipt = _receipt(row)
    created = _moment(text_of(row, "date_created"))
    if receipt is None or created is None:
        return None
    counted = text_of(row, "num_media")
    return ListedText(
        receipt=receipt,
        body=text_of(row, "body"),
        created=created,
        from_=text_of(row, "from"),
        to=text_of(row, "to"),
        direction=text_of(row, "direction"),
        media=int(counted) if counted.isdecimal() else 0,
    )


def _receipt(row: Json) -> Receipt | None:
    sid = text_of(row, "sid")
    return Receipt(sid, CarrierStatus.read_word(text_of(row, "status"))) if sid else None


def _moment(rfc_2822: str) -> datetime | None:
    try:
        return parsedate_to_datetime(rfc_2822).astimezone(UTC)
    except ValueError:
        return None
