"""Everything about alerts that the house has: the sender, and what the pages tell people of it."""

from dataclasses import dataclass

from api.alerts.chat import ChatCourier
from api.alerts.courier import AlertCourier
from api.alerts.email import EmailCourier, MailServer
from api.alerts.posting import Poster
from api.alerts.push import PushCourier, PushKeys, is_installed
from api.alerts.secret import AlertSecret, alert_secret
from api.alerts.sending import AlertSender
from api.alerts.webhook import WebhookCourier
from api.enduring import Loops
from api.settings import Settings
from conversation.alert import AlertWay
from conversation.clock import Clock
from conversation.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Alerting:
    """`may_be_private` says whether hooks may lead to addresses inside; `has_mail` whether a mail server is known."""

    sender: AlertSender
    secret: AlertSecret
    push_keys: PushKeys
    may_be_private: bool
    has_mail: bool

    @property
    def push_key(self) -> str:
        """What a browser subscribes with; empty where push messages cannot be made."""
        return self.push_keys.public if is_installed() else ""


def open_alerting(settings: Settings, ledger: Ledger, clock: Clock, loops: Loops | None = None) -> Alerting:
    """Join the couriers that the settings allow. Nothing is connected to before the first alert."""
    secret = alert_secret(settings)
    keys = PushKeys(secret, push_contact(settings))
    may_be_private = settings.demo or settings.alerts_to_private
    poster, mail = Poster.open(may_be_private=may_be_private), mail_server(settings)
    chat = ChatCourier(poster)
    couriers: dict[AlertWay, AlertCourier] = {
        AlertWay.PUSH: PushCourier(poster, keys, clock),
        AlertWay.EMAIL: EmailCourier(mail),
        AlertWay.SLACK: chat,
        AlertWay.TEAMS: chat,
        AlertWay.WEBHOOK: WebhookCourier(poster, secret, clock),
    }
    sender = AlertSender(ledger, clock, couriers, settings.public_url, loops=loops or Loops())
    return Alerting(sender, secret, keys, may_be_private, mail is not None)


def mail_server(settings: Settings) -> MailServer | None:
    """Return the mail server that the settings name, if any."""
    if not settings.smtp_host or not settings.smtp_from:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
    )


def push_contact(settings: Settings) -> str:
    """Return whom push services may write to: the setting, else the sender of e-mail, else the public address."""
    if settings.push_contact:
        return settings.push_contact
    if settings.smtp_from:
        from email.utils import parseaddr

        return f"mailto:{parseaddr(settings.smtp_from)[1]}"
    return settings.public_url if settings.public_url.startswith("https://") else "mailto:alerts@localhost"
