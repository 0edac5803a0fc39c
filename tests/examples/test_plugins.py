"""Plug-ins that do not fit are named at the start, with what to do about them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from langchain.tools import tool

from channels.plugins import plugged_carriers
from conversation.errors import Misconfigured
from evals.checks import CHECKS
from evals.checks.plugins import all_checks
from tools.plugins import all_tools
from tools.shop_opening import plugged_shops


class Entry:
    """An entry point that loads to what it was given."""

    def __init__(self, loads: Any) -> None:
        self.name, self.value, self._loads = "mine", "mine:thing", loads

    def load(self) -> Any:
        return self._loads


@tool
async def lookup_cart() -> str:
    """Bear a name that is taken."""
    return ""


class Taken:
    name = "twilio"


TAKEN = frozenset({"twilio"})


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Any], None]]:
    def plug(module: str, loads: Any) -> None:
        monkeypatch.setattr(f"{module}.plugged", lambda group: [Entry(loads)])

    all_checks.cache_clear()
    yield plug
    all_checks.cache_clear()


@pytest.mark.parametrize(
    ("module", "loads", "ask", "problem"),
    [
        ("tools.plugins", lookup_cart, all_tools, "tool lookup_cart: two tools have this name"),
        ("tools.plugins", "no tool", all_tools, "mine:thing is no tool"),
        (
            "channels.plugins",
            lambda environment: Taken(),
            lambda: plugged_carriers({}, frozenset({"twilio"})),
            "rename",
        ),
        ("tools.shop_opening", lambda site: None, lambda: plugged_shops(frozenset({"mine"})), "rename"),
        ("evals.checks.plugins", CHECKS[0], all_checks, "there is a check"),
        ("evals.checks.plugins", "no check", all_checks, "is no Check"),
    ],
)
def test_what_does_not_fit_is_named(
    plugged: Callable[[str, Any], None], module: str, loads: Any, ask: Callable[[], Any], problem: str
) -> None:
    plugged(module, loads)
    with pytest.raises(Misconfigured, match=problem):
        ask()


def test_a_carrier_that_is_not_set_up_is_left_out(plugged: Callable[[str, Any], None]) -> None:
    plugged("channels.plugins", lambda environment: None)
    assert plugged_carriers({}, frozenset()) == {}
