"""How long a burst of texts is waited for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.outage import RETRY_AFTER, wait_or_escalate
from agent.outcome import Postpone
from agent.typing_pause import LONGEST_PAUSE, LONGEST_WAIT, typing_until
from agent.view import Occasion, TurnView
from tests.agent.stage import Stage
from tests.tools.house import NOW


def texted(stage: Stage, *seconds: float, now: float) -> TurnView:
    """Return the view `now` seconds after NOW, with a text at each of `seconds`."""
    view = stage.hears(*(f"text {number}" for number in range(len(seconds)))).view()
    at = [NOW + timedelta(seconds=second) for second in seconds]
    messages = tuple(replace(text, created_at=when) for text, when in zip(view.messages, at, strict=True))
    return replace(view, messages=messages, now=NOW + timedelta(seconds=now))


@pytest.mark.parametrize(
    ("seconds", "now", "until"),
    [
        ((0,), 0.1, None),
        ((0, 2), 2.1, 5.0),
        ((0, 2), 5.1, None),
        ((0, 1, 2), 2.0, 3.5),
        ((0, 8), 8.0, 13.0),
        ((0, 8, 14), 14.5, 15.0),
        ((0, 60), 60.1, None),
        ((0, 0), 0.0, None),
    ],
)
async def test_a_burst_is_waited_for_at_its_own_pace(
    stage: Stage, seconds: tuple[float, ...], now: float, until: float | None
) -> None:
    expected = None if until is None else NOW + timedelta(seconds=until)
    view = texted(stage, *seconds, now=now)
    assert typing_until(view) == expected
    assert typing_until(replace(view, occasion=Occasion.REMINDER)) is None


@given(st.lists(st.floats(0, 30), min_size=1, max_size=12))
def test_no_burst_is_waited_for_too_long(gaps: list[float]) -> None:
    from types import SimpleNamespace as Made

    places = [sum(gaps[:place]) for place in range(len(gaps))]
    texts = tuple(Made(created_at=NOW + timedelta(seconds=place)) for place in places)
    view = Made(unanswered=texts, occasion=Occasion.REPLY, now=texts[-1].created_at)
    until = typing_until(view)  # type: ignore[arg-type]
    assert until is None or until - texts[-1].created_at <= LONGEST_PAUSE
    assert until is None or until <= max(texts[0].created_at + LONGEST_WAIT, texts[-1].created_at)


async def test_those_who_wait_for_a_model_do_not_all_come_back_at_once(stage: Stage) -> None:
    view = texted(stage, 0, now=1)
    retries = set()
    for number in range(40):
        one = replace(view, conversation=replace(view.conversation, id=f"cnv_{number}"))
        waits = wait_or_escalate(one, "away", NOW, timedelta(minutes=3))
        assert isinstance(waits, Postpone)
        assert RETRY_AFTER * 2 / 3 <= waits.until - NOW <= RETRY_AFTER
        retries.add(waits.until)
    assert len(retries) > 5
