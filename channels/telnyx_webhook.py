"""Telnyx's webhooks, read into the port's values. They tell of texts that came and of what became of ours.

Source: developers.telnyx.com/docs/messaging/messages/receiving-webhooks.
"""

from channels.carrier import Inbound, StatusUpdate, WebhookRequest
from channels.delivery_errors import TELNYX, ErrorKind, explain, means_opted_out
from channels.errors import BadWebhook, NoText
from channels.json_reading import Json, at, each, read_object, text_of
from channels.telnyx_words import status_of

_REMEDY = "send a webhook of Telnyx's API version 2"
_MOST_BYTES = 64 * 1024
RECEIVED = "message.received"


def read_inbound(request: WebhookRequest) -> Inbound:
    """Read a text from a person, whose signature was checked. Raises BadWebhook, and NoText for what tells of none."""
    event, payload = _event(request)
    if event != RECEIVED:
        raise NoText("data.event_type", f"{event[:40]!r} is no text that came", f"send {RECEIVED} here")
    media = tuple(address for one in each(payload, "media") if (address := text_of(one, "url")))
    return Inbound(
        provider_id=_required(payload, "id"),
        from_=_required(at(payload, "from"), "phone_number", "from.phone_number"),
        to=_first_number(payload),
        body=text_of(payload, "text").replace("\x00", ""),
        media_count=len(media),
        opt_out_type=text_of(payload, "autoresponse_type").upper() or None,
        fields=(*((f"MediaUrl{place}", address) for place, address in enumerate(media)), ("data", _words(request))),
    )


def read_status(request: WebhookRequest) -> StatusUpdate:
    """Read the word on a text of ours, whose signature was checked. Raises BadWebhook."""
    _, payload = _event(request)
    receivers = each(payload, "to")
    word = text_of(receivers[0], "status") if receivers else ""
    if not word:
        raise BadWebhook("data.payload.to", "there is no status", _REMEDY)
    errors = [code for error in each(payload, "errors") if (code := text_of(error, "code"))]
    return StatusUpdate(
        provider_id=_required(payload, "id"),
        status=status_of(word),
        word=word,
        error_code=_telling(errors),
        to=text_of(receivers[0], "phone_number"),
        from_=text_of(at(payload, "from"), "phone_number"),
    )


def _telling(codes: list[str]) -> str | None:
    """Return the code that says most: an opt-out before all others, then one that we know, then the first."""
    opted_out = [code for code in codes if means_opted_out(code, TELNYX)]
    known = [code for code in codes if explain(code, TELNYX).kind is not ErrorKind.UNKNOWN]
    return next(iter([*opted_out, *known, *codes]), None)


def _event(request: WebhookRequest) -> tuple[str, Json]:
    if len(request.body) > _MOST_BYTES:
        raise BadWebhook("body", f"has more than {_MOST_BYTES // 1024} KiB", _REMEDY)
    data = at(read_object(request.body), "data")
    payload = at(data, "payload")
    if not payload:
        raise BadWebhook("data.payload", "it is missing", _REMEDY)
    return text_of(data, "event_type"), payload


def _first_number(payload: Json) -> str:
    receivers = each(payload, "to")
    return _required(receivers[0] if receivers else {}, "phone_number", "to.phone_number")


def _required(row: Json, name: str, path: str | None = None) -> str:
    value = text_of(row, name)
    if not value:
        raise BadWebhook(f"data.payload.{path or name}", "it is missing", _REMEDY)
    return value


def _words(request: WebhookRequest) -> str:
    return request.body.decode("utf-8", "replace")
