"""A merchant whose people answer in Chatwoot: Pat's account there is Dana here, account 8 is Omar."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from api.chatwoot.secrets import InboxSecret
from api.rest.models import MessageOut
from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.bridge import Bridge, Mirror
from conversation.ids import ConversationId
from tests.api.chatwoot.server import ACCOUNT, INBOX, PAT, SIGNING, TOKEN, ChatwootServer, chatwoot
from tests.api.pages import NOAH, NOON

PATH = f"/webhooks/chatwoot/{MERCHANT.id}"
ANSWERED = "what is your return policy?"
ASKS = "can I talk to a real person please?"
DANAS = "Hi Noah, Dana here. I looked it up: the strap is sold separately, I can add one for you."


@dataclass(slots=True)
class Shop:
    """A merchant whose people answer in Chatwoot: Pat's account there is Dana here."""

    stage: Stage
    inbox: ChatwootServer
    talk: ConversationId

    async def settle(self) -> None:
        """Let everything happen on both sides."""
        while True:
            await self.stage.settle()
            told = await self.stage.twolane.telling.tell_all()
            if not await self.inbox.deliver(self.stage.client, PATH) and not told:
                return

    async def text(self, body: str) -> None:
        await self.stage.text(NOAH.phone, body)
        await self.settle()

    async def hear(self) -> list[httpx.Response]:
        """Let the webhooks arrive, and what follows happen."""
        answers = await self.inbox.deliver(self.stage.client, PATH)
        await self.settle()
        return answers

    async def control(self) -> str:
        return (await self.stage.read(self.talk)).control

    async def newest(self) -> MessageOut:
        return (await self.stage.read(self.talk)).messages[-1]

    async def mirror(self) -> Mirror:
        found = await self.stage.twolane.house.ledger.read(lambda books: books.mirror(MERCHANT.id, self.talk))
        assert found is not None
        return found


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    settings = Settings(_env_file=None, chatwoot_secrets=tmp_path / "secrets.json")
    async with open_stage(NOON, settings=settings) as stage, chatwoot(stage.clock.now) as inbox:
        secret = InboxSecret(token=SecretStr(TOKEN), signing=SecretStr(SIGNING))
        stage.twolane.house.inboxes.secrets.keep(MERCHANT.id, secret)
        bridge = Bridge(MERCHANT.id, inbox.url, ACCOUNT, INBOX, {str(PAT["id"]): DANA.id, "8": OMAR.id})
        await stage.twolane.house.ledger.write(lambda books: books.save_bridge(bridge))
        await stage.text(NOAH.phone, ANSWERED)
        await stage.settle()
        conversation = await stage.conversation_of(NOAH.phone)
        assert conversation is not None
        yield Shop(stage, inbox, conversation.id)


@pytest.fixture
async def asked(shop: Shop) -> Shop:
    """The shopper has asked for a person, and the inbox knows."""
    await shop.settle()
    await shop.text(ASKS)
    return shop
