"""Loops outlive what a step raises: it is logged and shown, and the loop goes on."""

import asyncio
import logging

import pytest

from api.enduring import Loops, attempt


async def test_a_loop_outlives_any_fault_and_waits_longer_after_each(caplog: pytest.LogCaptureFixture) -> None:
    waits, seen = list[float](), list[bool]()
    faults = [ZeroDivisionError(), KeyError("new shape"), OSError("away"), None, ValueError("once more")]

    async def sleeps(seconds: float) -> None:
        waits.append(seconds)
        seen.append("the post" in loops.stumbling)

    async def step() -> None:
        if not faults:
            raise asyncio.CancelledError
        fault = faults.pop(0)
        if fault is not None:
            raise fault

    async def rest() -> None:
        seen.append("the post" in loops.stumbling)

    loops = Loops(sleeps=sleeps)
    with pytest.raises(asyncio.CancelledError):
        await loops.go_on("the post", step, rest, longest=3.0)
    assert waits == [1.0, 2.0, 3.0, 1.0]
    assert seen == [True, True, True, False, True]
    assert "the post failed (3 in a row) and goes on in 3 s" in caplog.text and "away" in caplog.text


async def test_one_of_several_that_fails_is_logged_and_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    async def breaks() -> int:
        raise LookupError("gone")

    with caplog.at_level(logging.ERROR):
        assert await attempt("the third", breaks) is None
    assert "the third failed" in caplog.text and "gone" in caplog.text
