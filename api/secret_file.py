"""A secret that a process makes for itself at first, in a file that only its owner reads."""

import os
import secrets
from pathlib import Path

from conversation.errors import Misconfigured

KEY_BYTES = 32


def kept_secret(path: Path, setting: str) -> bytes:
    """Return the secret in the file, made now if there is none. Raises Misconfigured, naming `setting`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Misconfigured(setting, f"{path} cannot be used ({error}); restore it or set {setting}") from error


def _make(path: Path) -> None:
    """Write the file whole under another name first, so that a process that starts beside this one reads it whole."""
    if path.exists():
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
