"""After a hand back nothing of the handoff is left in the AI's prompt, and no words ask for a person twice."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from agent.triggers import read_triggers
from api.sample_world import MERCHANT
from api.settings import Settings
from api.stage import open_stage
from conversation.event import EventKind
from tests.api.generated_talks import PLAIN, STALE, Overheard, play_out
from tests.api.pages import NOON

TALKS = 25
TALKS_TO_PROVE = 1_000
TALKS_A_STAGE = 25
"""The stage lists its conversations at every step, so a few small stages are faster than a large one."""


async def test_no_stale_handoff_words_and_no_loop_in_a_few_conversations() -> None:
    await prove(TALKS)


@pytest.mark.prove
@pytest.mark.timeout(1800)
async def test_no_stale_handoff_words_and_no_loop_in_a_thousand_conversations() -> None:
    await prove(TALKS_TO_PROVE)


async def prove(talks: int) -> None:
    found: Counter[str] = Counter()
    for first in range(0, talks, TALKS_A_STAGE):
        found += await played(first)
    print(f"\n{talks} conversations: {dict(found)}")
    assert found["prompts after a hand back"] > talks
    assert found["escalations"] > talks / 2
    assert found["stale words"] == found["asked twice"] == found["plain text escalated"] == 0


async def played(first: int) -> Counter[str]:
    """Play one stage of conversations and count what must not be there, beside what must."""
    dice = random.Random(first)
    found: Counter[str] = Counter()
    async with open_stage(NOON, settings=Settings(_env_file=None)) as stage:
        seat = Overheard(stage.twolane.seat)
        object.__setattr__(stage.twolane.worker.turns, "seat_of", lambda merchant: seat)
        for number in range(TALKS_A_STAGE):
            stage.clock.advance(timedelta(seconds=1))
            conversation, asked = await play_out(stage, f"+1303555{first + number:04}", dice)
            events = await stage.events(conversation)
            escalations = [event for event in events if event.kind is EventKind.ESCALATED]
            found["escalations"] += len(escalations)
            found["asked twice"] += max(0, len(escalations) - asked)
            last = (await stage.read(conversation)).messages[-1]
            found["plain text escalated"] += last.author != "ai"
        after = [(view, prompt) for view, prompt in seat.prompts if view.hand_back is not None]
        found["prompts after a hand back"] += len(after)
        found["stale words"] += sum(_is_stale(prompt) for _, prompt in after)
    return found


def _is_stale(prompt: str) -> bool:
    return any(words in prompt for words in STALE)


def test_the_plain_texts_are_plain() -> None:
    assert {read_triggers(text) for text in PLAIN} == {None}
    assert MERCHANT.settings.business_hours is not None
