"""What a turn cost: by the provider's own count, at a known price, and never guessed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from agent.prices import read_prices
from agent.spending import spent_on
from conversation.errors import Misconfigured
from conversation.spent import Spent
from conversation.stripping import may_hold_words

OWN = "as_of: 2026-11-01\nsource: our contract\nmodels:\n  gpt-5-mini: {in: 0.20, cached: 0.02, out: 1.00}\n"


def answer(tokens_in: int, cached: int, tokens_out: int) -> AIMessage:
    usage = {"input_tokens": tokens_in, "output_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}
    return AIMessage("hi", usage_metadata={**usage, "input_token_details": {"cache_read": cached}})  # type: ignore[typeddict-item]


def test_cached_tokens_cost_what_cached_tokens_cost() -> None:
    spent = spent_on(answer(3000, 2800, 50), "gpt-5-mini", read_prices(), 1.25)
    assert spent == Spent(("gpt-5-mini",), 1, 3000, 2800, 50, 1250, micros=50 + 70 + 100)
    assert str(spent) == "1 call, 3,000 tokens in (93% cached), 50 out, $0.0002, 1.2 s"


@pytest.mark.parametrize("name", ["openai:gpt-5-mini", "gpt-5-mini-2025-08-07"])
def test_a_provider_before_a_name_and_a_date_behind_it_change_no_price(name: str) -> None:
    assert read_prices().of(name) == read_prices().of("gpt-5-mini") is not None


def test_an_operators_own_prices_go_first_and_say_where_they_are_from(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(OWN, encoding="utf-8")
    prices = read_prices(file)
    assert spent_on(answer(1_000_000, 0, 0), "gpt-5-mini", prices, 0).micros == 200_000
    assert prices.of("gpt-4.1") is not None, "what it does not name costs what our table says"
    file.write_text("models: {}", encoding="utf-8")
    with pytest.raises(Misconfigured, match="as_of"):
        read_prices(file)


def test_a_model_without_a_price_costs_an_unknown_sum() -> None:
    known, unknown = (spent_on(answer(10, 0, 1), name, read_prices(), 0) for name in ("gpt-5", "my-own-model"))
    assert known.micros and unknown.micros is None
    assert (known + unknown).micros is None and "price unknown" in str(known + unknown)
    assert spent_on(AIMessage("hi"), "gpt-5", read_prices(), 0).micros is None


_COUNT = st.integers(0, 10**7)


@given(
    st.builds(Spent, st.lists(st.sampled_from(["a", "b"]), unique=True).map(tuple), *[_COUNT] * 5, _COUNT | st.none())
)
def test_an_event_tells_it_back(spent: Spent) -> None:
    assert Spent.of(spent.details()) == spent
    assert spent + Spent() == spent
    assert not may_hold_words(spent.details() | {"pack": "x", "message": "msg_1"}), "it outlives the words"
