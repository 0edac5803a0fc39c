"""A hint may add suppression; a broken or slow one has no say."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from compliance.intents import IntentLabel
from compliance.intents.hint import HINTED, Hint, hinted

SOON = timedelta(seconds=0.05)


@dataclass
class Scripted:
    answer: bool | Exception
    takes: float = 0.0

    async def read(self, text: str) -> Hint:
        await asyncio.sleep(self.takes)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Hint(self.answer)


@pytest.mark.parametrize("answer", [True, False])
async def test_what_the_hint_says_counts(answer: bool) -> None:
    assert await hinted(Scripted(answer), "hm", SOON) == Hint(answer)


async def test_a_failure_is_no_hint() -> None:
    assert Hint() == await hinted(Scripted(RuntimeError("no model here")), "hm", SOON)


async def test_an_answer_that_comes_too_late_is_no_hint() -> None:
    assert Hint() == await hinted(Scripted(True, takes=5), "hm", SOON)


def test_a_hint_can_only_be_an_opt_out() -> None:
    assert (HINTED.label, HINTED.suppress) == (IntentLabel.OPT_OUT, True)
