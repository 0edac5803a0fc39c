"""The file with secrets and process settings: made for its owner alone, and added to, never changed."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.setup.answers import Answers
from conversation.errors import Misconfigured

OWNER_ONLY = 0o600
TOKEN_BYTES = 24
PLAIN = ("TWOLANE_DATA_DIR", "TWOLANE_PUBLIC_URL")
CARRIER_SECRETS: Mapping[str, tuple[str, ...]] = {
    "twilio": ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
    "telnyx": ("TELNYX_API_KEY", "TELNYX_PUBLIC_KEY"),
}
"""What opens each carrier: written down by its name alone, for somebody to fill in."""


@dataclass(frozen=True, slots=True)
class EnvFile:
    """One file of ``NAME=value`` lines."""

    path: Path

    def names(self) -> frozenset[str]:
        """Return what it sets, with a value or without."""
        return frozenset(line.partition("=")[0].strip() for line in self._lines() if "=" in line)

    def differing(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return which of these it sets to something else; secrets, which are made anew each time, never count."""
        known = dict(line.split("=", 1) for line in self._lines() if "=" in line)
        return tuple(name for name in PLAIN if name in values and known.get(name, values[name]) != values[name])

    def add(self, values: Mapping[str, str], blanks: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Set what it does not set yet, whole or not at all, and return the names that are new.

        `blanks` are named in comments, to be filled in. Raises Misconfigured.
        """
        known = self.names()
        fresh = {name: value for name, value in values.items() if name not in known and name not in os.environ}
        open_blanks = [name for name in blanks if name not in known and f"# {name}" not in known]
        lines = self._lines() + [f"{name}={value}" for name, value in fresh.items()]
        lines += [f"# {name}=" for name in open_blanks if name not in os.environ]
        try:
            self._write(lines)
        except OSError as error:
            raise Misconfigured(str(self.path), f"it cannot be written ({error.strerror})") from error
        return tuple(fresh)

    def _lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []

    def _write(self, lines: list[str]) -> None:
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "w", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)


def settings_for(answers: Answers, data_dir: Path) -> dict[str, str]:
    """Return the process settings that the answers ask for, with secrets made now."""
    values = {"TWOLANE_DATA_DIR": str(data_dir), "TWOLANE_PUBLIC_URL": answers.public_url}
    if answers.is_simulated:
        values |= {"TWOLANE_SIMULATOR": "true", "TWOLANE_SIMULATOR_TOKEN": secrets.token_hex(TOKEN_BYTES)}
    return values
