"""The floor: the same tool loop on the official SDK alone, with no store, no gate and no channel."""

from typing import Any

from openai import AsyncOpenAI

from bench.mock_openai import TOOL

MODEL = "bench-model"
INSTRUCTIONS = "You are a shop's assistant. Help the shopper finish the order that waits in the cart. " * 11
TOOLS: list[Any] = [
    {
        "type": "function",
        "function": {
            "name": TOOL,
            "description": "Look up what is in the shopper's cart.",
            "parameters": {"type": "object", "properties": {}, "required": []},
        },
    }
]
CART = '{"items": [{"title": "Rain jacket", "quantity": 1, "price": "89.00 USD"}], "total": "89.00 USD"}'


async def bare_turn(client: AsyncOpenAI, texts: list[str]) -> str:
    """Answer the last of `texts` (shopper and assistant by turns): a model call, a tool result, a model call."""
    messages: list[Any] = [{"role": "system", "content": INSTRUCTIONS}]
    for place, text in enumerate(reversed(texts)):
        messages.insert(1, {"role": "assistant" if place % 2 else "user", "content": text})
    while True:
        answer = await client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
        said = answer.choices[0].message
        if not said.tool_calls:
            return said.content or ""
        messages.append(said)
        messages.extend({"role": "tool", "tool_call_id": call.id, "content": CART} for call in said.tool_calls)
