"""Twilio's two webhooks, read into the port's values.

Sources, under twilio.com/docs/messaging/guides: webhook-request, outbound-message-status-in-status-callbacks.
"""

import re

from channels.carrier import Inbound, StatusUpdate, WebhookRequest
from channels.errors import BadWebhook
from channels.form import Form
from channels.signature import SigningKeys, verified_form
from channels.status import CarrierStatus

_REMEDY = "set the number's webhook to HTTP POST in Twilio's own format"
_COUNT = re.compile("[0-9]{1,3}")


def read_inbound(keys: SigningKeys, request: WebhookRequest) -> Inbound:
    """Read a text from a person. Raises `BadSignature` or `BadWebhook`."""
    form = verified_form(keys, request)
    return Inbound(
        provider_id=form.require("MessageSid", _REMEDY),
        from_=form.require("From", _REMEDY),
        to=form.require("To", _REMEDY),
        body=(form.get("Body") or "").replace("\x00", ""),
        media_count=_read_count(form, "NumMedia"),
        opt_out_type=(form.get("OptOutType") or "").upper() or None,
        fields=form.pairs,
    )


def read_status(keys: SigningKeys, request: WebhookRequest) -> StatusUpdate:
    """Read the word on a text of ours. Raises `BadSignature` or `BadWebhook`."""
    form = verified_form(keys, request)
    return StatusUpdate(
        provider_id=form.require("MessageSid", _REMEDY),
        status=CarrierStatus.read_word(form.require("MessageStatus", _REMEDY)),
        word=form.require("MessageStatus", _REMEDY),
        error_code=form.get("ErrorCode") or None,
        to=form.get("To") or "",
        from_=form.get("From") or "",
    )


def _read_count(form: Form, name: str) -> int:
    text = form.get(name) or "0"
    if not _COUNT.fullmatch(text):
        raise BadWebhook(name, f"{text[:40]!r} is not a count", "send a whole number below 1000")
    return int(text)
