"""Secrets never reach a cassette: known ones by their value, others by their looks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from api.settings import Settings

MARK = "[secret removed]"
SHORTEST = 6
"""Shorter values would take ordinary words along."""

_TELLING_NAME = re.compile(r"key|token|secret|passw|credential|authorization", re.IGNORECASE)
_LOOKS_SECRET = re.compile(
    r"""
    (?<![\w-])sk-[\w-]{12,}                                   # OpenAI, Anthropic and many others
    | (?<!\w)(?:shp(?:at|ss|ca|pa)|whsec|gh[pousr]|xox[abprs])[_-][\w-]{10,}   # Shopify, webhooks, GitHub, Slack
    | (?<!\w)(?:AC|SK)[0-9a-f]{32}(?!\w)                      # Twilio: accounts and keys
    | (?<!\w)AKIA[0-9A-Z]{16}(?!\w)                           # AWS
    | (?<!\w)AIza[\w-]{30,}                                   # Google
    | (?<!\w)eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*                  # JSON web tokens
    | (?<=://)[^/\s:@]+:[^/\s@]+(?=@)                         # a password in an address
    | (?i:(?<=bearer\s)|(?<=basic\s))[\w+/=.~-]{8,}           # the value of an Authorization header
    """,
    re.VERBOSE,
)
_NAMED_VALUE = re.compile(
    r"(?i)((?:api[_-]?key|access[_-]?token|auth[_-]?token|client[_-]?secret|authorization|password)[\"']?\s*[:=]\s*[\"']?)"
    r"(?!\[secret removed\]|(?:bearer|basic)\s)([^\s\"',;&}]{4,})"
)


@dataclass(frozen=True, slots=True)
class Redactor:
    """`known` are the process's own secrets, the longest first."""

    known: tuple[str, ...] = ()

    def clean(self, value: Any) -> Any:
        """Return JSON without secrets, in keys and values at any depth. Cleaning again changes nothing."""
        match value:
            case str():
                return self._clean_text(value)
            case Mapping():
                return {self._clean_text(str(key)): self._clean_value(str(key), one) for key, one in value.items()}
            case list() | tuple():
                return [self.clean(one) for one in value]
            case _:
                return value

    def _clean_value(self, name: str, value: Any) -> Any:
        return MARK if isinstance(value, str) and value and _is_header(name) else self.clean(value)

    def _clean_text(self, text: str) -> str:
        for secret in self.known:
            text = text.replace(secret, MARK)
        return _NAMED_VALUE.sub(rf"\1{MARK}", _LOOKS_SECRET.sub(MARK, text))


NOTHING_KNOWN = Redactor()
"""Goes by looks alone, such as for what a provider says of a key that it does not know."""


def redactor_of(settings: Settings, environment: Mapping[str, str]) -> Redactor:
    """Return what takes out the settings' secrets, and those that the environment names as such."""
    secrets = [value.get_secret_value() for _, value in settings if isinstance(value, SecretStr)]
    named = [value for name, value in environment.items() if _TELLING_NAME.search(name)]
    return Redactor(_longest_first([*secrets, settings.twilio_account_sid, *named]))


def _longest_first(secrets: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({one for one in secrets if len(one) >= SHORTEST and one not in MARK}, key=len, reverse=True))


def _is_header(name: str) -> bool:
    return name.lower().replace("_", "-") in {"authorization", "api-key", "x-api-key", "cookie", "set-cookie"}
