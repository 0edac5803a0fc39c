"""Dispatch: which carrier a text is given to, and what it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from channels.carrier import Carrier, Outgoing
from channels.departing import Departing
from channels.errors import CarrierError
from conversation.media import MediaFile
from conversation.receiving import SIMULATED
from conversation.sender import Sender

MediaAddress: TypeAlias = Callable[[MediaFile, datetime], str]
"""Returns where a picture is to be fetched, from a moment on and for long enough."""


class NoCarrier(CarrierError):
    """The number is served by a carrier that this process was not given."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """`carriers` go by name; status callbacks come to `public_url`."""

    carriers: Mapping[str, Carrier]
    public_url: str
    media_address: MediaAddress | None = None

    def outgoing(self, departing: Departing, now: datetime) -> tuple[Carrier, Outgoing]:
        """Return the carrier, and the text as it takes it. Raises NoCarrier."""
        sender = departing.sender
        if sender is None or sender.carrier not in self.carriers:
            raise NoCarrier(f"no carrier serves sender {departing.row.sender_id}")
        return self.carriers[sender.carrier], self._by(sender.carrier, departing, sender, now)

    def by_others(self, departing: Departing, now: datetime) -> list[tuple[Carrier, Outgoing]]:
        """Return what other carriers would have been given, for a number that has moved: none that is simulated."""
        sender = departing.sender
        if sender is None or sender.carrier == SIMULATED:
            return []
        others = sorted(self.carriers.keys() - {sender.carrier, SIMULATED})
        return [(self.carriers[name], self._by(name, departing, sender, now)) for name in others]

    def _by(self, carrier: str, departing: Departing, sender: Sender, now: datetime) -> Outgoing:
        row = departing.row
        callback = f"{self.public_url}/webhooks/{carrier}/status?message={row.message_id}"
        callback += f"&attempt={row.attempts}" if row.attempts else ""
        addresses = tuple(self._address(file, now) for file in departing.media)
        return Outgoing(row.message_id, sender.phone, row.to, departing.text, callback, addresses)

    def _address(self, file: MediaFile, now: datetime) -> str:
        if self.media_address is None:
            raise NoCarrier("nobody serves pictures for carriers to fetch")
        return self.media_address(file, now)
