"""`play`: a scripted conversation through the whole road, one JSON line for each message and each event."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.rest.models import MessageOut
from api.sample_world import DANA
from api.settings import Settings
from api.stage import Stage, open_stage
from channels.simulator_plan import FaultPlan
from conversation.errors import Invalid
from conversation.event import Event
from conversation.ids import ConversationId
from tools.sample_catalog import SampleShopper, sample_catalog
from tools.sample_checkout import SampleCheckout


class Step(BaseModel):
    """One line of a script: exactly one of these."""

    model_config = ConfigDict(extra="forbid")

    leave_cart: Literal[True] | None = None
    shopper: str | None = None
    wait_minutes: Annotated[int, Field(gt=0)] | None = None
    take_over: str | None = Field(default=None, description="Dana takes control and sends this")
    person: str | None = Field(default=None, description="Dana, who has control, sends this")
    hand_back: Literal[True] | None = None
    buy: Literal[True] | None = None


class Script(BaseModel):
    """A play. `start` is local time where the shopper lives; `shopper` one of the sample store's."""

    model_config = ConfigDict(extra="forbid")

    shopper: str
    start: datetime
    timezone: str
    double_opt_in: bool = True
    steps: list[Step] = Field(min_length=1)

    @property
    def begins(self) -> datetime:
        return self.start.replace(tzinfo=ZoneInfo(self.timezone))


def read_script(path: Path) -> Script:
    """Read a script. Raises Invalid naming the field and the remedy."""
    try:
        return Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise Invalid("script", str(error), "name a YAML file that can be read") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "script"
        raise Invalid(field, first["msg"], "see examples/handoff.yaml") from error
    except (yaml.YAMLError, ValueError) as error:
        raise Invalid("script", f"it is not YAML: {error}", "see examples/handoff.yaml") from error


async def play(
    script: Script, settings: Settings | None = None, weather: FaultPlan | None = None
) -> AsyncIterator[str]:
    """Play the script and yield what happens, in order, as JSON lines."""
    async with open_stage(script.begins, settings=settings, weather=weather) as stage:
        player = Player(stage, sample_catalog().shopper(script.shopper))
        if script.double_opt_in:
            await stage.consent(player.shopper)
        for step in script.steps:
            await player.perform(step)
            for line in await player.news():
                yield line


@dataclass(slots=True)
class Player:
    """Performs steps, and remembers what has been told already."""

    stage: Stage
    shopper: SampleShopper
    checkout: SampleCheckout | None = None
    told_seq: int = 0
    told_event: int = 0

    async def perform(self, step: Step) -> None:
        """Raises Invalid for a step that cannot be played now."""
        if step.leave_cart:
            self.checkout = await self.stage.leave_cart(self.shopper)
        elif step.shopper is not None:
            await self.stage.text(self.shopper.phone, step.shopper)
        elif step.wait_minutes is not None:
            await self.stage.advance(timedelta(minutes=step.wait_minutes))
        elif step.take_over is not None:
            await self.stage.reply(DANA, await self._conversation(), step.take_over, take_over=True)
        elif step.person is not None:
            await self.stage.reply(DANA, await self._conversation(), step.person, take_over=False)
        elif step.hand_back:
            await self.stage.hand_back(DANA, await self._conversation())
        elif step.buy:
            await self._buy()
        await self.stage.settle()

    async def news(self) -> list[str]:
        """Return what has happened since the last call, events and messages in the order of the log."""
        conversation = await self.stage.conversation_of(self.shopper.phone)
        if conversation is None:
            return []
        events = [event for event in await self.stage.events(conversation.id) if event.number > self.told_event]
        messages = [message for message in conversation.messages if message.seq > self.told_seq]
        self.told_event = max([self.told_event, *(event.number for event in events)])
        self.told_seq = max([self.told_seq, *(message.seq for message in messages)])
        lines = [(event.after_seq, 1, event.number, _event_line(event)) for event in events]
        lines += [(message.seq, 0, 0, _message_line(message)) for message in messages]
        return [line for *_, line in sorted(lines)]

    async def _conversation(self) -> ConversationId:
        conversation = await self.stage.conversation_of(self.shopper.phone)
        if conversation is None:
            raise Invalid("steps", "there is no conversation yet", "let the shopper leave a cart or text first")
        return conversation.id

    async def _buy(self) -> None:
        if self.checkout is None:
            raise Invalid("steps.buy", "no cart was left", "put leave_cart before it")
        await self.stage.buy(self.checkout)


def _message_line(message: MessageOut) -> str:
    shown = message.model_dump(mode="json", exclude={"verdict"}, exclude_none=True)
    verdict = {"verdict": message.verdict.decision} if message.verdict else {}
    return json.dumps({"message": message.seq, **shown, **verdict}, ensure_ascii=False)


def _event_line(event: Event) -> str:
    return json.dumps(
        {
            "event": event.kind.value,
            "number": event.number,
            "actor": event.actor,
            "at": event.at.isoformat(),
            "details": dict(event.details),
        },
        ensure_ascii=False,
    )
