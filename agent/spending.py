"""Reading from a model's answer what it cost."""

from langchain_core.messages import AIMessage

from agent.fallback_model import ANSWERED_BY
from agent.prices import PriceList
from conversation.spent import Spent

TOOK = "took_seconds"
"""The key of a replayed answer's metadata under which the time that it once took is kept."""


def spent_on(answer: AIMessage, model: str, prices: PriceList, seconds: float) -> Spent:
    """Return what `answer` cost, by what its provider says; where it says nothing, tokens and money are unknown."""
    name, usage = str(answer.response_metadata.get(ANSWERED_BY, model)), answer.usage_metadata
    milliseconds = round(answer.response_metadata.get(TOOK, seconds) * 1000)
    if usage is None:
        return Spent((name,), calls=1, milliseconds=milliseconds, micros=None)
    tokens_in, tokens_out = usage["input_tokens"], usage["output_tokens"]
    cached = min(usage.get("input_token_details", {}).get("cache_read", 0) or 0, tokens_in)
    price = prices.of(name)
    micros = None if price is None else price.micros(tokens_in, cached, tokens_out)
    return Spent((name,), 1, tokens_in, cached, tokens_out, milliseconds, micros)
