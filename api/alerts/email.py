"""E-mail, by the SMTP server of the operator's choice."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr

from api.alerts.courier import Delivered, Errand, Later, Mailbox, Outcome, Refused
from api.alerts.words import AlertWords
from api.mail_security import Security
from conversation.alert import Alert

TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and in whose name."""

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


class EmailCourier:
    """An `AlertCourier`. A repeat has the Message-ID of the first try."""

    def __init__(self, server: MailServer | None) -> None:
        self._server = server

    async def deliver(self, errand: Errand) -> Outcome:
        if not isinstance(errand.target, Mailbox):
            raise TypeError(f"{errand.alert.id} goes to no mailbox")
        if self._server is None:
            return Refused("no mail server is known; set TWOLANE_SMTP_HOST and TWOLANE_SMTP_FROM")
        mail = mail_of(errand.alert, errand.words, errand.target, self._server.sender)
        return await asyncio.to_thread(_hand_in, self._server, mail)

    async def close(self) -> None:
        """Each mail has a connection of its own."""


def mail_of(alert: Alert, words: AlertWords, to: Mailbox, sender: str) -> EmailMessage:
    """Return the alert as a mail."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = formataddr((to.name, to.address))
    mail["Subject"] = f"{'Urgent: ' if words.is_urgent else ''}{words.title} ({words.merchant})"
    mail["Date"] = format_datetime(alert.made_at)
    mail["Message-ID"] = f"<{alert.id}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    if words.is_urgent:
        mail["Importance"] = "high"
    mail.set_content(f"{words.title}.\n{words.body}\n\nOpen the conversation: {words.url}\n")
    return mail


def open_server(server: MailServer) -> smtplib.SMTP:
    """Connect and log in. Raises OSError, of which every error of smtplib is one."""
    if server.security is Security.TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=server.tls())
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.security is Security.STARTTLS:
            smtp.starttls(context=server.tls())
        if server.user:
            smtp.login(server.user, server.password)
    except OSError:
        smtp.close()
        raise
    return smtp


def _hand_in(server: MailServer, mail: EmailMessage) -> Outcome:
    try:
        with open_server(server) as smtp:
            smtp.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        return _by_code(max(code for code, _ in error.recipients.values()))
    except smtplib.SMTPResponseException as error:
        return _by_code(error.smtp_code)
    except OSError as error:
        return Later(f"{type(error).__name__} at {server.host}")
    return Delivered("accepted by the mail server")


def _by_code(code: int) -> Outcome:
    """Read SMTP's answer: 4xx may pass, 5xx will not (RFC 5321, section 4.2.1)."""
    return Later(f"SMTP {code}") if code < 500 else Refused(f"SMTP {code}")
