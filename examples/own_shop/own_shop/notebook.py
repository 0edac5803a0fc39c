"""A carrier that writes texts into a file instead of sending them, for a trial without a phone network."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from channels.carrier import BadWebhook, Inbound, NoMedia, Outgoing, Receipt, SentText, StatusUpdate, WebhookRequest
from channels.status import CarrierStatus


class Notebook:
    """One line for each text: our id, the number, the words."""

    name = "notebook"

    def __init__(self, file: Path) -> None:
        self._file = file

    def confirms_opt_out(self, body: str) -> bool:
        return False

    async def send(self, outgoing: Outgoing) -> Receipt:
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(f"{outgoing.ref}\t{outgoing.to}\t{outgoing.body}\n")
        return Receipt(outgoing.ref, CarrierStatus.SENT)

    async def find(self, outgoing: Outgoing, since: datetime) -> Receipt | None:
        written = self._file.read_text(encoding="utf-8") if self._file.exists() else ""
        is_there = any(line.startswith(f"{outgoing.ref}\t") for line in written.splitlines())
        return Receipt(outgoing.ref, CarrierStatus.SENT) if is_there else None

    async def list_sent(self, from_: str, since: datetime) -> tuple[SentText, ...]:
        return ()

    async def look_up(self, provider_id: str) -> SentText | None:
        return None

    async def fetch_media(self, address: str, most: int) -> bytes:
        raise NoMedia("a notebook has no pictures")

    def parse_inbound(self, request: WebhookRequest) -> Inbound:
        raise BadWebhook("body", "nobody can text to a notebook", "use a phone network")

    def parse_status(self, request: WebhookRequest) -> StatusUpdate:
        raise BadWebhook("body", "a notebook tells nothing later", "use a phone network")

    async def close(self) -> None:
        """There is nothing to let go of."""


def open_notebook(environment: Mapping[str, str]) -> Notebook | None:
    """Open the file that OWN_SHOP_NOTEBOOK names."""
    file = environment.get("OWN_SHOP_NOTEBOOK")
    return Notebook(Path(file)) if file else None
