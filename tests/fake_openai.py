"""A local OpenAI-compatible chat-completions server that follows a script and remembers what it was sent.

    with FakeOpenAI() as server:
        server.script(Calls(Call("lookup_cart")), Text("Your cart holds a backpack."))
        ChatOpenAI(base_url=server.url, api_key="test", model="fake-1")

Each request takes the next reply of the script; `otherwise` answers once the script has ended (default: 500).
"""

import json
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, TypeAlias
from unittest.mock import patch

USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
PIECE = 12
"""Characters of a text, or of a tool call's arguments, in one streamed chunk."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text. `finish` is the finish reason, such as ``length`` for one that was cut off."""

    content: str
    finish: str = "stop"


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call. `arguments` goes out as it is, so that it may be malformed JSON."""

    name: str
    arguments: str = "{}"


@dataclass(frozen=True, slots=True)
class Calls:
    """Tool calls in one answer. Ids are given in the order of the requests."""

    calls: tuple[Call, ...]

    def __init__(self, *calls: Call) -> None:
        object.__setattr__(self, "calls", calls)


@dataclass(frozen=True, slots=True)
class Failure:
    """An HTTP error. `retry_after` is the header of that name, in seconds."""

    status: int
    message: str = "scripted failure"
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer for `seconds`, or until the server stops."""

    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Raw:
    """A body that is sent as it is with status 200."""

    body: str
    content_type: str = "application/json"


Reply: TypeAlias = Text | Calls | Failure | Hang | Raw

UNSCRIPTED = Failure(500, "the script has ended")


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent: the raw body, and the same read as JSON."""

    raw: bytes
    headers: Mapping[str, str]
    body: dict[str, Any] = field(repr=False)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body["messages"])

    @property
    def roles(self) -> list[str]:
        return [message["role"] for message in self.messages]


class FakeOpenAI:
    """The server, on a thread and a free port of the loopback. While it runs, clients that ask again do so at once."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.otherwise: Reply = UNSCRIPTED
        self._replies: deque[Reply] = deque()
        self._lock = Lock()
        self.stopped = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._haste = patch("openai._base_client.INITIAL_RETRY_DELAY", 0.01)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def script(self, *replies: Reply) -> None:
        """Append replies, each for one request."""
        self._replies.extend(replies)

    def answer(self, request: Request) -> tuple[int, Reply]:
        """Remember the request; return its number, from 1, and the reply to it."""
        with self._lock:
            self.requests.append(request)
            return len(self.requests), self._replies.popleft() if self._replies else self.otherwise

    def __enter__(self) -> "FakeOpenAI":
        self._thread.start()
        self._haste.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._haste.stop()
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler_for(server: FakeOpenAI) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            body = json.loads(raw)
            number, reply = server.answer(Request(raw, dict(self.headers.items()), body))
            match reply:
                case Hang(seconds=seconds):
                    server.stopped.wait(seconds)
                    self.close_connection = True
                case Failure(status=status, message=message, retry_after=retry_after):
                    extra = {"retry-after": retry_after} if retry_after else {}
                    self._send(status, json.dumps({"error": {"message": message, "type": "scripted"}}), extra)
                case Raw(body=text, content_type=content_type):
                    self._send(200, text, {"content-type": content_type})
                case Text() | Calls() if body.get("stream"):
                    events = [f"data: {json.dumps(chunk)}\n\n" for chunk in _chunks(reply, number)]
                    self._send(200, "".join([*events, "data: [DONE]\n\n"]), {"content-type": "text/event-stream"})
                case Text() | Calls():
                    self._send(200, json.dumps(_completion(reply, number)), {})

        def _send(self, status: int, body: str, headers: dict[str, str]) -> None:
            payload = body.encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the tests' output quiet."""

    return Handler


def _completion(reply: Text | Calls, number: int) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.content if isinstance(reply, Text) else None}
    if isinstance(reply, Calls):
        message["tool_calls"] = _tool_calls(reply, number)
    choice = {"index": 0, "message": message, "finish_reason": _finish(reply)}
    return {**_envelope(number, "chat.completion"), "choices": [choice], "usage": USAGE}


def _chunks(reply: Text | Calls, number: int) -> Iterator[dict[str, Any]]:
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    if isinstance(reply, Text):
        deltas += [{"content": piece} for piece in _pieces(reply.content)]
    else:
        for index, call in enumerate(_tool_calls(reply, number)):
            arguments = call["function"]["arguments"]
            opening = {**call, "index": index, "function": {**call["function"], "arguments": ""}}
            deltas.append({"tool_calls": [opening]})
            deltas += [
                {"tool_calls": [{"index": index, "function": {"arguments": piece}}]} for piece in _pieces(arguments)
            ]
    envelope = _envelope(number, "chat.completion.chunk")
    for delta in deltas:
        yield {**envelope, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {**envelope, "choices": [{"index": 0, "delta": {}, "finish_reason": _finish(reply)}]}
    yield {**envelope, "choices": [], "usage": USAGE}


def _tool_calls(reply: Calls, number: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"call_{number}_{place}",
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for place, call in enumerate(reply.calls)
    ]


def _envelope(number: int, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{number}", "object": kind, "created": int(time.time()), "model": "fake-1"}


def _finish(reply: Text | Calls) -> str:
    return reply.finish if isinstance(reply, Text) else "tool_calls"


def _pieces(text: str) -> list[str]:
    return [text[place : place + PIECE] for place in range(0, len(text), PIECE)]
