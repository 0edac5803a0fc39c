"""Trying what only trying shows: the carrier, the address, the model, the policies' pages. Nothing is sent."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from agent.models import ModelChoice, open_model
from api.knowledge.fetching import PageFetcher
from api.settings import Settings
from api.setup.facts import Probes, Tried
from api.trust import trusted
from channels.carrier import Carrier
from channels.inspection import Finding, Inspected, Inspects
from conversation.clock import Clock
from conversation.errors import TwolaneError
from conversation.ids import MerchantId
from conversation.merchant import Merchant
from conversation.sender import Sender
from prompts.renderer import load_pack
from tools.documents import Unreadable, read_document

SECONDS = 10.0

_TEXTS = re.compile(r"\b(?:text messag|texts?\b|sms\b|mobile messag)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prober:
    """Tries, and remembers what came of it as long as the process runs."""

    settings: Settings
    clock: Clock
    carriers: Mapping[str, Carrier]
    fetcher: PageFetcher
    choice: ModelChoice
    _known: dict[MerchantId, Probes] = field(default_factory=dict)

    def known(self, merchant_id: MerchantId) -> Probes:
        """Return what was found last."""
        return self._known.get(merchant_id, Probes())

    async def probe(self, merchant: Merchant, sender: Sender | None) -> Probes:
        """Try everything side by side."""
        carrier, address, policies = await asyncio.gather(
            self._carrier(sender), self._address(sender), self._policies(merchant)
        )
        model = self._model(merchant)
        self._known[merchant.id] = Probes(carrier, address, model, policies)
        return self._known[merchant.id]

    async def _carrier(self, sender: Sender | None) -> Tried | None:
        """Look the number up; where that cannot be done, ask for texts of this moment: they are for whom it knows."""
        if sender is None or sender.carrier not in self.carriers:
            return None
        now = self.clock.now()
        carrier = self.carriers[sender.carrier]
        try:
            if isinstance(carrier, Inspects):
                missing = await missing_at(carrier, sender, self.settings.public_url)
                return Tried(now, ". ".join(map(str, missing)))
            await carrier.list_sent(sender.phone, now)
        except TwolaneError as error:
            return Tried(now, str(error))
        return Tried(now)

    async def _address(self, sender: Sender | None) -> Tried | None:
        """Call our own health check by the public address."""
        now = self.clock.now()
        if urlsplit(self.settings.public_url).scheme != "https":
            return None
        try:
            async with httpx.AsyncClient(timeout=SECONDS, verify=trusted()) as client:
                answer = await client.get(f"{self.settings.public_url}/health")
        except httpx.HTTPError as error:
            return Tried(now, f"it cannot be reached ({type(error).__name__})")
        return Tried(now, "" if answer.is_success else f"it answers {answer.status_code} at /health")

    def _model(self, merchant: Merchant) -> Tried:
        """Open it, which costs nothing; it is not called."""
        now = self.clock.now()
        try:
            open_model(self.choice, load_pack(merchant.settings.pack))
        except TwolaneError as error:
            return Tried(now, str(error))
        return Tried(now)

    async def _policies(self, merchant: Merchant) -> Tried | None:
        """Read both pages and look for a word about texting."""
        business, now = merchant.settings.business, self.clock.now()
        if not (business.privacy_url and business.terms_url):
            return None
        named = {"privacy policy": business.privacy_url, "terms": business.terms_url}
        problems = await asyncio.gather(*(self._silent(name, url) for name, url in named.items()))
        return Tried(now, "; ".join(problem for problem in problems if problem))

    async def _silent(self, name: str, url: str) -> str:
        try:
            page = await self.fetcher.fetch(url)
            read = await asyncio.to_thread(read_document, url, page.content, page.media_type)
        except Unreadable as error:
            return f"the {name} at {url}: {error}"
        speaks = any(_TEXTS.search(f"{one.title} {one.text}") for one in read)
        return "" if speaks else f"the {name} at {url} says nothing of text messages"


async def missing_at(carrier: Carrier, sender: Sender, public_url: str) -> tuple[Finding, ...]:
    """Return what its carrier lacks for the number; nothing where none can be looked up there. Raises Unreachable."""
    if not isinstance(carrier, Inspects):
        return ()
    called = f"{public_url.rstrip('/')}/webhooks/{sender.carrier}/sms"
    return await carrier.inspect(Inspected(sender.phone, sender.kind, called))
