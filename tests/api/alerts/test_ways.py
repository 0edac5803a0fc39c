"""What arrives at the other end: readable there, signed by us, and without a shopper's words."""

import ipaddress
import json
import re
import ssl
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import http_ece
import pytest
from aiosmtpd.smtp import AuthResult
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from standardwebhooks import Webhook, WebhookVerificationError

from api.alerts.alerting import mail_server as named_server
from api.alerts.alerting import push_contact
from api.alerts.chat import slack_message, teams_card
from api.alerts.courier import Delivered, Errand, Later, Mailbox, Refused
from api.alerts.email import EmailCourier, MailServer
from api.alerts.posting import Poster
from api.alerts.push import PushCourier, PushKeys, encoded
from api.alerts.secret import AlertSecret, alert_secret
from api.alerts.webhook import WebhookCourier
from api.mail_security import Security
from api.settings import Settings
from conversation.alert import AlertKind, AlertWay
from conversation.alert_hook import OVERLAP, AlertHook
from conversation.alert_wishes import PushDevice
from conversation.clock import ScriptedClock, SystemClock
from tests.api.alerts.receiver import mail_server, receiving
from tests.contracts.test_alert_couriers import NOW, SECRET, WORDS, alert_by

DANA = Mailbox("dana@tidewater.example", "Dana")


async def test_a_push_message_is_read_by_its_device_and_signed_by_us() -> None:
    device_key = ec.generate_private_key(ec.SECP256R1())
    public = device_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    auth = b"sixteen secret b"
    keys = PushKeys(SECRET, "mailto:it@tidewater.example")
    async with receiving() as receiver:
        receiver.will_answer(201)
        courier = PushCourier(Poster.open(may_be_private=True), keys, SystemClock())
        device = PushDevice("psh_1", "usr_1", f"{receiver.url}/p/1", encoded(public), encoded(auth), "phone", NOW)
        assert await courier.deliver(Errand(alert_by(AlertWay.PUSH), WORDS, device)) == Delivered("HTTP 201")
        await courier.close()
        [post] = receiver.posts
    content = http_ece.decrypt(post.body, private_key=device_key, auth_secret=auth, version="aes128gcm")
    told = json.loads(content)
    assert told == {
        "title": "N. asks for a person",
        "body": "Tidewater · Tue 14:00 EST",
        "path": "/conversations/cvn_1",
        "tag": "cvn_1",
        "urgent": False,
    }
    assert Vapid02.verify(post.headers["authorization"])
    assert keys.public in post.headers["authorization"]
    assert (post.headers["content-encoding"], post.headers["urgency"]) == ("aes128gcm", "high")
    assert int(post.headers["ttl"]) > 0 and len(post.headers["topic"]) <= 32


def test_the_push_key_comes_from_the_secret_and_stays(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    first, again = (PushKeys(alert_secret(settings), "x").public for _ in range(2))
    other = PushKeys(AlertSecret(lambda: b"another"), "x").public
    assert first == again != other
    assert (tmp_path / "alerts.key").stat().st_mode & 0o077 == 0
    named = settings.model_copy(update={"alert_secret": Settings(TWOLANE_ALERT_SECRET="s").alert_secret})
    assert PushKeys(alert_secret(named), "x").public not in (first, other)


async def test_a_webhook_verifies_with_its_secret_and_with_the_one_before_it_for_a_day() -> None:
    clock = ScriptedClock(SystemClock().now())  # the verifying library refuses what is five minutes old
    old = AlertHook("hok_1", "mer_1", AlertWay.WEBHOOK, "ours", "http://x.example", "usr_1", NOW)
    async with receiving() as receiver:
        old = replace(old, url=f"{receiver.url}/in")
        fresh = replace(old, generation=2, rotated_at=clock.now() - OVERLAP + timedelta(minutes=1))
        late = replace(fresh, rotated_at=clock.now() - OVERLAP)
        courier = WebhookCourier(Poster.open(may_be_private=True), SECRET, clock)
        for hook in (old, fresh, late):
            await courier.deliver(Errand(alert_by(AlertWay.WEBHOOK), WORDS, hook))
        await courier.close()
        posts = receiver.posts

    def verifies(number: int, generation: int) -> bool:
        webhook = Webhook(SECRET.shown("hok_1", generation))
        try:
            return bool(webhook.verify(posts[number].body, dict(posts[number].headers)))
        except WebhookVerificationError:
            return False

    verified = {(post, generation) for post in range(3) for generation in (1, 2) if verifies(post, generation)}
    assert verified == {(0, 1), (1, 1), (1, 2), (2, 2)}
    told = json.loads(posts[0].body)
    assert told["type"] == "alert.escalated"
    assert told["data"]["url"] == WORDS.url and told["data"]["initial"] == "N."


async def test_a_program_that_answers_nonsense_is_tried_again_but_one_that_is_gone_is_not() -> None:
    async with receiving() as receiver:
        courier = WebhookCourier(Poster.open(may_be_private=True), SECRET, ScriptedClock(NOW))
        hook = AlertHook("hok_1", "mer_1", AlertWay.WEBHOOK, "ours", receiver.url, "usr_1", NOW)
        receiver.will_answer(401, 404, 410)
        found = [await courier.deliver(Errand(alert_by(AlertWay.WEBHOOK), WORDS, hook)) for _ in range(3)]
        await courier.close()
    assert [type(one) for one in found] == [Later, Later, Refused]


def test_the_channels_get_words_and_a_link_and_no_markup_of_others() -> None:
    odd = replace(WORDS, title="<!channel> & co", is_urgent=True)
    assert slack_message(odd)["text"].startswith("*Urgent: &lt;!channel&gt; &amp; co*\n")
    assert f"<{WORDS.url}|" in slack_message(odd)["text"]
    card = teams_card(odd)["attachments"][0]["content"]
    assert card["body"][0]["text"] == "Urgent: <!channel> & co"
    assert card["actions"][0]["url"] == WORDS.url


async def test_a_mail_says_why_and_where_and_that_a_machine_wrote_it() -> None:
    async with mail_server() as box:
        server = MailServer("127.0.0.1", box.port, "Twolane <alerts@tidewater.example>", Security.NONE)
        errand = Errand(alert_by(AlertWay.EMAIL), replace(WORDS, is_urgent=True), DANA)
        assert isinstance(await EmailCourier(server).deliver(errand), Delivered)
    [mail] = box.mails
    assert isinstance(mail, EmailMessage)
    assert mail["subject"] == "Urgent: N. asks for a person (Tidewater)"
    assert (mail["to"], mail["auto-submitted"]) == ("Dana <dana@tidewater.example>", "auto-generated")
    assert mail["message-id"] == "<alr_1@tidewater.example>"
    assert WORDS.url in mail.get_content()


async def test_mail_is_handed_in_by_tls_and_login_and_never_without_where_they_are_wanted(tmp_path: Path) -> None:
    context, client = self_signed(tmp_path)

    def check(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") == b"right", handled=False)

    async with mail_server(tls_context=context, require_starttls=True, authenticator=check, auth_required=True) as box:
        right = MailServer("127.0.0.1", box.port, "a@b.example", Security.STARTTLS, "dana", "right", lambda: client)
        errand = Errand(alert_by(AlertWay.EMAIL), WORDS, DANA)
        assert isinstance(await EmailCourier(right).deliver(errand), Delivered)
        wrong = replace(right, password="wrong")
        assert await EmailCourier(wrong).deliver(errand) == Refused("SMTP 535")
        plain = replace(right, security=Security.NONE, user="")
        assert await EmailCourier(plain).deliver(errand) == Refused("SMTP 530")
        unknown = replace(right, tls=ssl.create_default_context)
        assert isinstance(await EmailCourier(unknown).deliver(errand), Later), "an unknown certificate is not trusted"
        assert len(box.mails) == 1


def self_signed(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's context, and that of a client which trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


@pytest.mark.parametrize(
    ("named", "contact"),
    [
        ({}, "mailto:alerts@localhost"),
        ({"public_url": "https://texts.example"}, "https://texts.example"),
        ({"smtp_from": "Twolane <a@b.example>"}, "mailto:a@b.example"),
        ({"push_contact": "mailto:it@b.example", "smtp_from": "a@b.example"}, "mailto:it@b.example"),
    ],
)
def test_push_services_are_told_whom_to_write_to(named: dict[str, str], contact: str) -> None:
    assert push_contact(Settings(_env_file=None, **named)) == contact


def test_without_a_server_there_is_no_mail() -> None:
    assert named_server(Settings(_env_file=None)) is None
    assert named_server(Settings(_env_file=None, smtp_host="mail.example", smtp_from="a@b.example")) is not None


def test_the_page_about_alerts_names_every_type_that_a_program_may_get() -> None:
    page = (Path(__file__).parents[3] / "docs" / "notify.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"`type` is `alert.` and one of (.*?);", page, re.DOTALL)
    assert re.findall(r"`(\w+)`", listed) == [kind.value for kind in AlertKind]
