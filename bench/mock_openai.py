"""A small OpenAI-compatible chat server without latency: first it calls the tool, then it answers with a text.

Run as a process of its own, so that nothing it does counts as the measured process's CPU time. It prints its port.
"""

import asyncio
import json
from typing import Any

import httptools

TOOL = "lookup_cart"
TEXT = "Your rain jacket is still in your cart. Would you like the link to finish the order?"


class ChatServer(asyncio.Protocol):
    """One connection. Stateless: what it answers follows from the messages alone."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._parser = httptools.HttpRequestParser(self)
        self._body = bytearray()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, part: bytes) -> None:
        self._body += part

    def on_message_complete(self) -> None:
        answer = json.dumps(completion(json.loads(self._body))).encode()
        self._body.clear()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(answer)}\r\n\r\n"
        self._transport.write(head.encode() + answer)


def completion(request: dict[str, Any]) -> dict[str, Any]:
    """Return the chat completion that answers `request`."""
    messages = request["messages"]
    is_first_call = messages[-1]["role"] == "user"
    said = {"content": None, "tool_calls": [_tool_call()]} if is_first_call else {"content": TEXT}
    return {
        "id": "chatcmpl-bench",
        "object": "chat.completion",
        "created": 0,
        "model": request["model"],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", **said},
                "finish_reason": "tool_calls" if is_first_call else "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 20 * len(messages),
            "completion_tokens": 20,
            "total_tokens": 20 * len(messages) + 20,
        },
    }


def _tool_call() -> dict[str, Any]:
    return {"id": "call_bench", "type": "function", "function": {"name": TOOL, "arguments": "{}"}}


async def serve() -> None:
    """Serve on a free port of this machine until killed."""
    server = await asyncio.get_running_loop().create_server(ChatServer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
