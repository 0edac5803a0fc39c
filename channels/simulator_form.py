"""The forms that the simulated network posts, in the shape of Twilio's webhooks."""

from collections.abc import Sequence

from channels.form import Form
from channels.segments import measure
from channels.status import CarrierStatus

ACCOUNT_SID = "AC" + "0" * 32
_API_VERSION = "2010-04-01"


def inbound_form(
    *, provider_id: str, from_: str, to: str, body: str, media_urls: Sequence[str], opt_out_type: str | None
) -> Form:
    """The form that tells a business of a person's text."""
    pairs = [
        ("ToCountry", "US"),
        ("SmsMessageSid", provider_id),
        ("NumMedia", str(len(media_urls))),
        ("SmsSid", provider_id),
        ("SmsStatus", CarrierStatus.RECEIVED.value),
        ("FromCountry", "US"),
        ("Body", body),
        ("To", to),
        ("NumSegments", str(max(measure(body).count, 1))),
        ("MessageSid", provider_id),
        ("AccountSid", ACCOUNT_SID),
        ("From", from_),
        ("ApiVersion", _API_VERSION),
    ]
    pairs += [(f"MediaUrl{index}", url) for index, url in enumerate(media_urls)]
    pairs += [(f"MediaContentType{index}", "image/jpeg") for index in range(len(media_urls))]
    if opt_out_type is not None:
        pairs.append(("OptOutType", opt_out_type))
    return Form.of(pairs)


def status_form(*, provider_id: str, from_: str, to: str, status: CarrierStatus, error_code: str | None = None) -> Form:
    """The form that tells a business how delivery of its text goes."""
    pairs = [
        ("SmsSid", provider_id),
        ("SmsStatus", status.value),
        ("MessageStatus", status.value),
        ("To", to),
        ("MessageSid", provider_id),
        ("AccountSid", ACCOUNT_SID),
        ("From", from_),
        ("ApiVersion", _API_VERSION),
    ]
    if error_code is not None:
        pairs.append(("ErrorCode", error_code))
    return Form.of(pairs)
