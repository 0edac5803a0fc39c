"""How a connection to a mail server is kept from others."""

from enum import StrEnum


class Security(StrEnum):
    """Upgraded to TLS, TLS from the first byte on, or nothing: for a server on this machine only."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
