"""What `doctor` asks about alerts: whether e-mail can be handed in, and whether push messages can be made."""

import asyncio
from urllib.parse import urlsplit

from api.alerts.alerting import mail_server, push_contact
from api.alerts.email import MailServer, open_server
from api.alerts.push import INSTALL, PushKeys, is_installed
from api.alerts.secret import SETTING, alert_secret
from api.finding import Finding
from api.mail_security import Security
from api.settings import Settings

HERE = ("127.0.0.1", "localhost", "::1")


async def mail_finding(settings: Settings) -> Finding:
    """Connect to the mail server and log in; nothing is sent. Raises OSError."""
    server = mail_server(settings)
    if server is None:
        if settings.smtp_host or settings.smtp_from:
            missing = "TWOLANE_SMTP_FROM" if settings.smtp_host else "TWOLANE_SMTP_HOST"
            return Finding("e-mail", "half set up: nobody hears by e-mail", f"set {missing} too")
        return Finding("e-mail", "not used: nobody hears by e-mail")
    if server.security is Security.NONE and server.host not in HERE:
        return Finding(
            "e-mail", f"{server.host} is spoken to in the clear", "set TWOLANE_SMTP_SECURITY=starttls or tls"
        )
    await asyncio.to_thread(_greet, server)
    return Finding("e-mail", f"{server.host}:{server.port} takes mail from {server.sender}")


async def push_finding(settings: Settings) -> Finding:
    """Make the key that browsers know the server by. Raises Misconfigured."""
    if not is_installed():
        return Finding("push", f"not used: nobody hears by push; to use it, {INSTALL}")
    if settings.ledger_url.startswith("postgresql") and not settings.alert_secret.get_secret_value():
        return Finding(
            "push", "each host would make a key of its own", f"set {SETTING} to one long random value on all"
        )
    key = PushKeys(alert_secret(settings), push_contact(settings)).public
    if urlsplit(settings.public_url).scheme != "https":
        return Finding("push", "browsers subscribe over https only", "set TWOLANE_PUBLIC_URL to the https address")
    return Finding("push", f"messages are signed with the key {key[:12]}..., {push_contact(settings)}")


def _greet(server: MailServer) -> None:
    with open_server(server) as smtp:
        smtp.noop()
