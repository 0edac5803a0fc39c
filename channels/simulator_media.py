"""Photos on the simulated network: kept with the text that they came with, until the phone is forgotten."""

import secrets

from channels.errors import NoMedia
from channels.simulator_file import SimulatorFile

PATH = "/phone/media/"


class Media:
    """Reads and writes photos, one statement a call."""

    def __init__(self, file: SimulatorFile, public_url: str) -> None:
        self._file = file
        self._begins = public_url.rstrip("/") + PATH

    def keep(self, provider_id: str, phone: str, content: bytes) -> None:
        """Keep a photo that came with a text."""
        self._file.execute(
            "INSERT INTO media (id, provider_id, phone, content) VALUES (?, ?, ?, ?)",
            (f"ME{secrets.token_hex(16)}", provider_id, phone, content),
        )

    def addresses(self, provider_id: str) -> tuple[str, ...]:
        """Where the photos of a text are to be fetched, in the order they were kept."""
        rows = self._file.execute("SELECT id FROM media WHERE provider_id = ? ORDER BY rowid", (provider_id,))
        return tuple(self._begins + row["id"] for row in rows)

    def on_phone(self, phone: str) -> dict[str, list[str]]:
        """The ids of the photos that a phone texted, by the text that they came with."""
        found: dict[str, list[str]] = {}
        sql = "SELECT id, provider_id FROM media WHERE phone = ? ORDER BY rowid"
        for row in self._file.execute(sql, (phone,)):
            found.setdefault(row["provider_id"], []).append(row["id"])
        return found

    def content(self, media_id: str) -> bytes | None:
        rows = self._file.execute("SELECT content FROM media WHERE id = ?", (media_id,))
        return bytes(rows[0]["content"]) if rows else None

    def fetch(self, address: str, most: int) -> bytes:
        """Return what lies at an address. Raises NoMedia; see `Carrier.fetch_media`."""
        if not address.startswith(self._begins):
            raise NoMedia("the address is not one of this network's media")
        content = self.content(address.removeprefix(self._begins))
        if content is None:
            raise NoMedia("the carrier no longer has it")
        if len(content) > most:
            raise NoMedia(f"it has more than {most // 1024} KiB")
        return content
