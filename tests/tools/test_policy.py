"""Looking up what the store says."""

import json

import pytest

from tests.tools.house import build_house, call, stocked_knowledge
from tools.policy import lookup_policy


async def test_the_model_gets_the_stores_own_words_and_the_turn_their_source() -> None:
    context = (await build_house()).context(knowledge=await stocked_knowledge())
    told = json.loads(await call(lookup_policy, context, question=" is shipping free? "))
    assert told["passages"][0]["title"] == "Shipping cost"
    assert "free for orders of $75 or more" in told["passages"][0]["text"]
    assert "\n" not in told["passages"][0]["text"]
    (made,) = context.calls
    assert (made.arguments, made.outcome) == ('{"question": "is shipping free?"}', "found")
    assert made.refs[0] == "policy#shipping-cost"
    assert context.sources[0].startswith("policy#shipping-cost: Standard shipping within the United States costs $5.95")
    assert len(context.sources) == len(told["passages"]) <= 3


@pytest.mark.parametrize("question", ["do you sell helicopters", "", "?" * 5000])
async def test_where_the_store_says_nothing_the_model_is_told_not_to_guess(question: str) -> None:
    context = (await build_house()).context(knowledge=await stocked_knowledge())
    told = json.loads(await call(lookup_policy, context, question=question))
    assert told["found"] is False and "knowledge_gap" in told["note"]
    assert context.sources == []
    assert context.calls[0].outcome == "not_found"
    assert len(context.calls[0].arguments) < 400
