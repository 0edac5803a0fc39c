"""The webhook signature, checked against Twilio's own library."""

import json
from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from channels.carrier import BadSignature, WebhookRequest
from channels.form import Form
from channels.signature import Algorithm, SigningKeys, sign, verified_form

TOKEN = "12345"
KEYS = SigningKeys(TOKEN)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["", " ", "+", "a+b", "%2B", "a&b=c", "\x00", "é", "e\u0301", "👍🏽", "\r\n"]
)
names = words | st.sampled_from(["Body", "body", "From", "MediaUrl0", "MediaUrl0"])
forms = st.lists(st.tuples(names, words), max_size=12).map(Form.of)
urls = st.sampled_from(
    [
        "https://twolane.example/webhooks/twilio/sms",
        "https://twolane.example:8443/webhooks/twilio/sms?a=1&b=%20",
        "http://twolane.example/é?q=👍",
        "https://user:pass@twolane.example/x",
    ]
)


def request(url: str, form: Form, signature: str, settings: str | None = None) -> WebhookRequest:
    headers = {"x-twilio-signature": signature}
    if settings is not None:
        headers["x-twilio-webhooks-signature-settings"] = settings
    return WebhookRequest(url, headers, urlencode(form.pairs).encode())


def test_the_example_in_twilios_documentation() -> None:
    form = Form.of(
        {
            "CallSid": "CA1234567890ABCDE",
            "Caller": "+14158675309",
            "Digits": "1234",
            "From": "+14158675309",
            "To": "+18005551212",
        }.items()
    )
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(TOKEN, url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@given(url=urls, form=forms, algorithm=st.sampled_from(Algorithm))
def test_we_sign_as_twilios_library_does(url: str, form: Form, algorithm: Algorithm) -> None:
    theirs = RequestValidator(TOKEN).compute_signature(url, FormData(list(form.pairs)), algorithm.value)
    assert sign(TOKEN, url, form, algorithm) == theirs


@given(url=urls, form=forms)
def test_a_form_signed_by_twilios_library_comes_back_whole(url: str, form: Form) -> None:
    signature = RequestValidator(TOKEN).compute_signature(url, FormData(list(form.pairs)))
    assert verified_form(KEYS, request(url, form, signature)) == form


@given(form=forms, extra=st.tuples(names, words))
def test_no_field_can_be_added(form: Form, extra: tuple[str, str]) -> None:
    url = "https://twolane.example/x"
    longer = Form((*form.pairs, extra))
    signature = sign(TOKEN, url, form)
    if sign(TOKEN, url, longer) == signature:
        assert extra in form.pairs or extra == ("", "")
        return
    with pytest.raises(BadSignature):
        verified_form(KEYS, request(url, longer, signature))


@pytest.mark.parametrize(
    ("signed", "called"),
    [
        ("https://a.example:443/x?y=1", "https://a.example/x?y=1"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("https://a.example/x", "https://a.example:8443/x"),
        ("https://[::1]/x", "https://[::1]:8443/x"),
        ("https://[::1]:443/x", "https://[::1]/x"),
        ("https://user:pass@a.example/x", "https://user:pass@a.example:8443/x"),
    ],
)
def test_the_port_may_be_signed_or_not(signed: str, called: str) -> None:
    form = Form.of([("Body", "hi")])
    assert verified_form(KEYS, request(called, form, sign(TOKEN, signed, form))) == form


@pytest.mark.parametrize("url", ["https://a.example:port/x", "https://[broken/x", ""])
def test_an_address_that_makes_no_sense_is_compared_as_it_is(url: str) -> None:
    form = Form.of([("Body", "hi")])
    assert verified_form(KEYS, request(url, form, sign(TOKEN, url, form))) == form
    with pytest.raises(BadSignature):
        verified_form(KEYS, request(url, form, "no"))


def test_a_shared_key_signs_instead_of_the_token_when_the_header_names_one() -> None:
    url, form = "https://a.example/x", Form.of([("Body", "hi")])
    settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    signed = request(url, form, sign("shared", url, form, Algorithm.SHA256), settings)
    assert verified_form(SigningKeys(TOKEN, "shared"), signed) == form
    with pytest.raises(BadSignature, match="shared key"):
        verified_form(KEYS, signed)
    with pytest.raises(BadSignature):
        verified_form(
            SigningKeys(TOKEN, "shared"), request(url, form, sign(TOKEN, url, form, Algorithm.SHA256), settings)
        )


def test_an_algorithm_that_nobody_knows_is_not_believed() -> None:
    url, form = "https://a.example/x", Form.of([("Body", "hi")])
    with pytest.raises(BadSignature, match="HMAC_MD5"):
        verified_form(KEYS, request(url, form, sign(TOKEN, url, form), "algorithm=HMAC_MD5"))


def test_secrets_do_not_show() -> None:
    assert "12345" not in repr(SigningKeys("12345", "12345"))


def test_a_json_body_is_believed_by_its_hash_in_the_address() -> None:
    body = json.dumps({"MessageSid": "SM1", "AddedNextYear": 5}).encode()
    url = f"https://a.example/status?bodySHA256={sha256(body).hexdigest()}"
    validator = RequestValidator("token")
    signature = validator.compute_signature(url, {})
    assert validator.validate(url, body.decode(), signature)
    headers = {"content-type": "application/json", "x-twilio-signature": signature}
    request = WebhookRequest(url, headers, body)
    form = verified_form(SigningKeys("token"), request)
    assert form.pairs == (("MessageSid", "SM1"), ("AddedNextYear", "5"))
    for forged in (
        replace(request, body=body.replace(b"SM1", b"SM2")),
        replace(request, url=url.replace("status", "sms")),
        replace(request, headers={**headers, "x-twilio-signature": validator.compute_signature(url + "x", {})}),
    ):
        with pytest.raises(BadSignature):
            verified_form(SigningKeys("token"), forged)


def test_a_hash_in_the_address_of_a_form_takes_its_fields_out_of_no_signature() -> None:
    url = f"https://a.example/sms?bodySHA256={sha256(b'Body=STOP').hexdigest()}"
    signature = RequestValidator("token").compute_signature(url, {})
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
    with pytest.raises(BadSignature):
        verified_form(SigningKeys("token"), WebhookRequest(url, headers, b"Body=STOP"))
