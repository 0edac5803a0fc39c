"""Walking the demo by script, over HTTP alone, as a person would with a phone in one hand."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx

from api.rest.models import ConversationOut
from api.sample_world import NUMBER
from conversation.errors import TwolaneError
from tools.sample_catalog import sample_catalog

PATIENCE_SECONDS = 30.0
SHOPPER = "noah_brown_6181"


class WalkFailed(TwolaneError):
    """The demo did not do what it promises."""


async def walk(client: httpx.AsyncClient) -> None:
    """Check every promise of the demo in order. Raises WalkFailed naming the first that does not hold."""
    walker = Walker(client, sample_catalog().shopper(SHOPPER).phone)
    for promise, keep in PROMISES.items():
        begun = time.perf_counter()
        await keep(walker)
        print(f"ok   {promise} ({time.perf_counter() - begun:.1f} s)")
    print(f"demo walked: {len(PROMISES)} promises kept")


class Walker:
    """One shopper's phone and one person's desk."""

    def __init__(self, client: httpx.AsyncClient, phone: str) -> None:
        self._client = client
        self._phone = phone

    async def conversation(self) -> ConversationOut | None:
        listed = (await self._client.get("/api/conversations")).raise_for_status().json()["items"]
        found = [item["id"] for item in listed if item["contact"]["phone"] == self._phone]
        if not found:
            return None
        answer = await self._client.get(f"/api/conversations/{found[0]}")
        return ConversationOut.model_validate(answer.raise_for_status().json())

    async def until(self, what: str, holds: Callable[[ConversationOut], bool]) -> ConversationOut:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            conversation = await self.conversation()
            if conversation is not None and holds(conversation):
                return conversation
            await asyncio.sleep(0.1)
        raise WalkFailed(f"{what} did not happen within {PATIENCE_SECONDS:.0f} s")

    async def text(self, body: str) -> None:
        form = {"from": self._phone, "to": NUMBER, "body": body}
        (await self._client.post("/simulator/texts", json=form)).raise_for_status()

    async def desk(self, path: str, body: dict[str, object] | None = None) -> httpx.Response:
        conversation = await self.until("the conversation", lambda found: True)
        return await self._client.post(f"/api/conversations/{conversation.id}/{path}", json=body or {})

    async def first_text(self) -> None:
        def left(found: ConversationOut) -> bool:
            first = found.messages[0] if found.messages else None
            return first is not None and first.purpose == "reminder" and "STOP" in first.body

        await self.until("the first text", left)

    async def offer(self) -> None:
        await self.text("too expensive")
        await self.until("an offer", lambda found: any("SAVE" in text.body for text in found.messages))

    async def asks_for_person(self) -> None:
        await self.text("a real person please")
        await self.until("the escalation", lambda found: found.control == "escalated")
        await self.until("the holding text", lambda found: found.messages[-1].purpose == "holding")

    async def takes_over(self) -> None:
        answer = await self.desk("messages", {"body": "I am here to help. What is on your mind?", "take_over": True})
        if answer.status_code != 201:
            raise WalkFailed(f"the takeover answered {answer.status_code}: {answer.text}")
        await self.until("the P2P label", lambda found: found.exchanges[-1].traffic_type == "P2P")

    async def hands_back(self) -> None:
        (await self.desk("handback")).raise_for_status()
        await self.text("is shipping free?")
        found = await self.until("the AI's answer", lambda found: found.messages[-1].author == "ai")
        if "automated" not in found.messages[-1].body or found.traffic_type != "A2P":
            raise WalkFailed("the AI did not say that it is automated, or the exchange is not A2P again")

    async def stops(self) -> None:
        await self.text("stop texting me")
        await self.until("the confirmation", lambda found: found.messages[-1].purpose == "opt_out_confirmation")
        answer = await self.desk("messages", {"body": "Wait!", "take_over": True})
        if answer.status_code != 422:
            raise WalkFailed(f"a text after STOP answered {answer.status_code}, not 422")


PROMISES: dict[str, Callable[[Walker], Awaitable[None]]] = {
    "the first text went out, with brand, disclosure and STOP": Walker.first_text,
    "an objection to the price brings an offer from the ledger": Walker.offer,
    "asking for a person escalates, with one holding text": Walker.asks_for_person,
    "a person takes over and the exchange is re-labelled P2P": Walker.takes_over,
    "handed back, the AI answers as A2P and says it is automated": Walker.hands_back,
    "STOP: one confirmation, and a person's text is refused too": Walker.stops,
}
