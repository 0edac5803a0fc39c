"""Fetching photos that shoppers texted: after the webhook was answered, and again where a carrier was down."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from channels.carrier import Carrier
from channels.errors import NoMedia, Unreachable
from channels.photo_cleaning import MOST_BYTES, NotAPhoto, clean_photo
from conversation.clock import Clock
from conversation.ledger import Ledger
from conversation.photo import Photo
from conversation.photos import ask_later, claim_photo, keep_photo, refuse_photo

logger = logging.getLogger(__name__)

AT_ONCE = 4
MOST_SECONDS = 60.0
"""For one photo, however slowly it comes."""
FIRST_WAIT = timedelta(seconds=10)
MOST_ATTEMPTS = 8
"""Each wait is twice the one before: a carrier may be down for some twenty minutes."""


@dataclass(frozen=True, slots=True)
class PhotoFetcher:
    """Fetches from the photo's own carrier, checks what came, and keeps it."""

    ledger: Ledger
    clock: Clock
    carriers: Mapping[str, Carrier]

    async def fetch_due(self) -> int:
        """Ask for the photos that are due; return how many were settled, for good or ill."""
        now = self.clock.now()
        due = await self.ledger.read(lambda books: books.due_photos(now, AT_ONCE))
        return sum(await asyncio.gather(*map(self._fetch, due)))

    async def _fetch(self, photo: Photo) -> bool:
        claimed = await self.ledger.write(lambda books: claim_photo(books, photo, self.clock.now()))
        if claimed is None:
            return False
        try:
            content = await self._content(claimed)
            clean = await asyncio.to_thread(clean_photo, content)
        except Unreachable as error:
            return await self._not_now(claimed, error)
        except (NoMedia, NotAPhoto) as error:
            return await self._refuse(claimed, str(error))
        now = self.clock.now()
        await self.ledger.write(lambda books: keep_photo(books, claimed, clean.kind, clean.content, now))
        return True

    async def _content(self, photo: Photo) -> bytes:
        carrier = self.carriers.get(photo.carrier)
        if carrier is None:
            raise NoMedia("its carrier is not set up here any more")
        try:
            async with asyncio.timeout(MOST_SECONDS):
                return await carrier.fetch_media(photo.address, MOST_BYTES)
        except TimeoutError as error:
            raise Unreachable(f"it took longer than {MOST_SECONDS:g} seconds", maybe_sent=False) from error

    async def _not_now(self, photo: Photo, error: Unreachable) -> bool:
        logger.warning("cannot fetch %s: %s", photo.id, error.reason)
        if photo.attempts >= MOST_ATTEMPTS:
            return await self._refuse(photo, "the carrier did not give it")
        now = self.clock.now()
        again = now + FIRST_WAIT * 2 ** (photo.attempts - 1)
        await self.ledger.write(lambda books: ask_later(books, photo, again, now))
        return False

    async def _refuse(self, photo: Photo, why: str) -> bool:
        logger.info("%s is refused: %s", photo.id, why)
        now = self.clock.now()
        await self.ledger.write(lambda books: refuse_photo(books, photo, why, now))
        return True
