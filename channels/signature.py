"""Twilio's request signature: an HMAC over the URL and every form field, whichever fields Twilio may add."""

import base64
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit, urlunsplit

from channels.carrier import WebhookRequest
from channels.errors import BadSignature, BadWebhook
from channels.form import MAX_BYTES, MEDIA_TYPE, Form
from channels.json_reading import read_object, text_of

SIGNATURE_HEADER = "x-twilio-signature"
BODY_HASH = "bodySHA256"
"""By which an address says what its JSON body hashes to (twilio.com/docs/usage/webhooks/webhooks-security)."""
SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"


class Algorithm(StrEnum):
    """The hashes that Twilio signs with: SHA-1 under the auth token, and either under a shared key."""

    SHA1 = "HMAC_SHA1"
    SHA256 = "HMAC_SHA256"


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """What webhooks are signed with: the account's auth token, or a shared key where it has made one."""

    auth_token: str = field(repr=False)
    shared_key: str | None = field(default=None, repr=False)


def sign(key: str, url: str, form: Form, algorithm: Algorithm = Algorithm.SHA1) -> str:
    """Return the base64 signature of a form posted to `url`, by the rules of `twilio.request_validator`."""
    values: dict[str, set[str]] = {}
    for name, value in form.pairs:
        values.setdefault(name, set()).add(value)
    signed = url + "".join(name + value for name in sorted(values) for value in sorted(values[name]))
    digest = hmac.digest(key.encode("utf-8"), signed.encode("utf-8"), _HASHES[algorithm])
    return base64.b64encode(digest).decode("ascii")


def verified_form(keys: SigningKeys, request: WebhookRequest) -> Form:
    """Return the form of a request whose signature is right.

    Raises:
        BadSignature: the signature is missing, wrong, or made with a key that we do not hold.
        BadWebhook: the body is not a form that can be read.
    """
    given = request.headers.get(SIGNATURE_HEADER)
    if not given:
        raise BadSignature(f"send the {SIGNATURE_HEADER} header")
    key, algorithm = _key_and_algorithm(keys, request.headers.get(SETTINGS_HEADER, ""))
    if (named := _named_hash(request)) is not None:
        return _verified_json(key, algorithm, given, named, request)
    form = _read_form(request)
    if not any(_same(given, sign(key, url, form, algorithm)) for url in _urls_twilio_may_have_signed(request.url)):
        raise BadSignature("check the auth token and that the public URL is the one set at the carrier")
    return form


def _named_hash(request: WebhookRequest) -> str | None:
    """What the address says that the body hashes to; None for a form, whose fields are signed themselves."""
    try:
        named = parse_qs(urlsplit(request.url).query).get(BODY_HASH)
    except ValueError:
        return None
    return named[0].lower() if named and _media_type(request) != MEDIA_TYPE else None


def _verified_json(key: str, algorithm: Algorithm, given: str, named: str, request: WebhookRequest) -> Form:
    """Read a JSON body, which Twilio signs by its hash in the address: the signature is over the address alone."""
    urls = _urls_twilio_may_have_signed(request.url)
    is_signed = any(_same(given, sign(key, url, Form(()), algorithm)) for url in urls)
    if not is_signed or not _same(named, sha256(request.body).hexdigest()):
        raise BadSignature("check the auth token, and that nothing on the way changes the body")
    if len(request.body) > MAX_BYTES:
        raise BadWebhook("body", f"{len(request.body)} bytes is too large", f"send at most {MAX_BYTES} bytes")
    row = read_object(request.body)
    return Form(tuple((name, text_of(row, name)) for name in row))


def _key_and_algorithm(keys: SigningKeys, settings: str) -> tuple[str, Algorithm]:
    named = dict(part.strip().partition("=")[::2] for part in settings.split(",") if "=" in part)
    try:
        algorithm = Algorithm(named.get("algorithm", Algorithm.SHA1).upper())
    except ValueError as error:
        raise BadSignature(f"{named['algorithm'][:40]!r} is not a known algorithm") from error
    if "key" not in named:
        return keys.auth_token, algorithm
    if keys.shared_key is None:
        raise BadSignature("this account signs webhooks with a shared key: set it beside the auth token")
    return keys.shared_key, algorithm


def _read_form(request: WebhookRequest) -> Form:
    media_type = _media_type(request)
    if media_type != MEDIA_TYPE:
        raise BadWebhook("content-type", f"is {media_type[:80]!r}", f"post {MEDIA_TYPE}")
    return Form.read(request.body)


def _media_type(request: WebhookRequest) -> str:
    return request.headers.get("content-type", MEDIA_TYPE).partition(";")[0].strip().lower()


def _urls_twilio_may_have_signed(url: str) -> Iterator[str]:
    """The URL as it is, without its port, and with its scheme's port: Twilio's back ends differ in this."""
    yield url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return
    if port is None:
        default = 443 if parts.scheme == "https" else 80
        yield urlunsplit(parts._replace(netloc=f"{parts.netloc}:{default}"))
    else:
        yield urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0]))


def _same(given: str, computed: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), computed.encode("ascii"))


_HASHES = {Algorithm.SHA1: "sha1", Algorithm.SHA256: "sha256"}
