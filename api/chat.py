"""`chat`: text with the AI in a terminal. The words take the whole road; only the phone is a prompt."""

import asyncio
from datetime import timedelta

from api.demo import tuesday_morning
from api.rest.models import MessageOut
from api.settings import Settings
from api.stage import open_stage
from conversation.clock import SystemClock
from tools.sample_catalog import sample_catalog

SHOPPER = "noah_brown_6181"


async def chat() -> None:
    """Play the shopper until an empty line."""
    settings = Settings()
    print(f"model: {_named(settings.model)}. You are the shopper; an empty line ends.")
    async with open_stage(tuesday_morning(SystemClock().now()), settings=settings) as stage:
        shopper = sample_catalog().shopper(SHOPPER)
        await stage.consent(shopper)
        await stage.leave_cart(shopper)
        await stage.advance(timedelta(minutes=30))
        told = 0
        while True:
            conversation = await stage.conversation_of(shopper.phone)
            messages = conversation.messages if conversation else []
            for message in messages[told:]:
                print(_line(message))
            told = len(messages)
            words = (await asyncio.to_thread(input, "you> ")).strip()
            if not words:
                return
            await stage.text(shopper.phone, words)
            await stage.advance(timedelta(seconds=30))


def _line(message: MessageOut) -> str:
    if message.direction == "in":
        return f"   {message.body}"
    return f"{message.traffic_type} {message.author}> {message.body}"


def _named(model: str) -> str:
    return "rehearsal model, not an LLM" if model == "rehearsal" else model
