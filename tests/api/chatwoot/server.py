"""A server of Chatwoot's API shape on a port of its own: contacts, threads, messages, statuses, signed webhooks.

It does as Chatwoot does: it tells of every message, our own too; a shopper's text opens a resolved thread again; a
number or an identifier has one contact; and it knows nobody without the token.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from api.chatwoot.signature import sign
from tests.api.served import free_port

ACCOUNT, INBOX, TOKEN, SIGNING = 3, 11, "the-api-access-token", "the-inbox's-signing-secret"
PAT = {"id": 7, "name": "Pat at the shop", "email": "pat@shop.example", "type": "user"}
BOT = {"id": 2, "name": "Shop bot", "type": "agent_bot"}
TYPES = {"incoming": 0, "outgoing": 1}

Row = dict[str, Any]


@dataclass(slots=True)
class ChatwootServer:
    """The account's rows, and what it has to tell. `fails` is asked before each request and after it, by its path."""

    now: Callable[[], datetime]
    url: str = ""
    contacts: dict[int, Row] = field(default_factory=dict)
    threads: dict[int, Row] = field(default_factory=dict)
    messages: list[Row] = field(default_factory=list)
    untold: list[Row] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False
    dies_after: str = ""
    """The next request whose path ends so is carried out, and answered with 500."""
    refuses: str = ""
    """Requests whose path ends so are answered with 422."""
    slow: float = 0.0
    """Seconds from what is done to its answer."""
    _ids: Any = field(default_factory=lambda: count(100))

    def thread(self) -> Row:
        """The one thread."""
        (only,) = self.threads.values()
        return only

    def told(self, *, private: bool | None = None) -> list[str]:
        """What stands in the thread, in its order; the newest of a number of notes is the last."""
        return [row["content"] for row in self.messages if private is None or row["private"] is private]

    def reply(self, text: str | None, sender: Row | None = PAT, **changes: Any) -> Row:
        """Somebody or something answers the shopper in the thread."""
        return self._add(
            self.thread(), {"content": text, "message_type": "outgoing", "private": False} | changes, sender
        )

    def set_status(self, thread: Row, status: str) -> None:
        if thread["status"] != status:
            thread["status"] = status
            told = {key: thread[key] for key in ("id", "inbox_id", "status", "custom_attributes")}
            self.untold.append(told | {"event": "conversation_status_changed"})

    async def deliver(self, client: httpx.AsyncClient, path: str, *, signing: str = SIGNING) -> list[httpx.Response]:
        """Post what is untold to the webhook, each once and in order."""
        answers = []
        while self.untold:
            answers.append(await self.post(client, path, self.untold.pop(0), signing=signing))
        return answers

    async def post(
        self, client: httpx.AsyncClient, path: str, payload: Row, *, signing: str = SIGNING, at: datetime | None = None
    ) -> httpx.Response:
        body, moment = json.dumps(payload).encode(), str(int((at or self.now()).timestamp()))
        headers = {"X-Chatwoot-Timestamp": moment, "X-Chatwoot-Signature": sign(signing, moment, body)}
        return await client.post(path, content=body, headers=headers | {"Content-Type": "application/json"})

    def _add(self, thread: Row, fields: Row, sender: Row | None) -> Row:
        row = {
            "id": next(self._ids),
            "content": fields["content"],
            "message_type": fields["message_type"],
            "private": bool(fields.get("private")),
            "source_id": fields.get("source_id"),
            "content_type": fields.get("content_type", "text"),
            "content_attributes": fields.get("content_attributes", {}),
            "additional_attributes": fields.get("additional_attributes", {}),
            "attachments": fields.get("attachments", []),
            "created_at": self.now().isoformat(),
            "thread": thread["id"],
        }
        self.messages.append(row)
        places = {
            "conversation": {"id": thread["id"]},
            "inbox": {"id": INBOX, "name": "SMS"},
            "account": {"id": ACCOUNT},
        }
        told = {key: value for key, value in row.items() if key != "thread"} | places
        self.untold.append(told | {"event": "message_created", "sender": sender})
        if fields["message_type"] == "incoming" and thread["status"] == "resolved":
            self.set_status(thread, "open")
        return row

    def app(self) -> FastAPI:
        app = FastAPI()
        app.middleware("http")(self._guard)
        self._answer_about_contacts(app)
        self._answer_about_threads(app)
        return app

    def _answer_about_contacts(self, app: FastAPI) -> None:
        base = f"/api/v1/accounts/{ACCOUNT}"

        @app.get(base + "/inboxes/{inbox}")
        def inbox(inbox: int) -> Any:
            return {"id": inbox, "name": "SMS"} if inbox == INBOX else _missing()

        @app.get(base + "/contacts/search")
        def search(q: str) -> Any:
            found = [
                row for row in self.contacts.values() if q in (row["phone_number"], row["identifier"], row["name"])
            ]
            return {"meta": {"count": len(found)}, "payload": found}

        @app.post(base + "/contacts")
        async def add_contact(request: Request) -> Any:
            sent = await request.json()
            if any(row["phone_number"] == sent["phone_number"] for row in self.contacts.values()):
                return JSONResponse({"message": "Phone number has already been taken"}, 422)
            row = sent | {"id": next(self._ids), "contact_inboxes": []}
            self.contacts[row["id"]] = row
            return {"payload": {"contact": row, "contact_inbox": {"source_id": None, "inbox": None}}}

        @app.get(base + "/contacts/{ref}")
        def contact(ref: int) -> Any:
            return {"payload": self.contacts[ref]} if ref in self.contacts else _missing()

        @app.post(base + "/contacts/{ref}/contact_inboxes")
        async def seat(ref: int, request: Request) -> Any:
            sent = await request.json()
            row = {"source_id": sent["source_id"], "inbox": {"id": sent["inbox_id"], "name": "SMS"}}
            self.contacts[ref]["contact_inboxes"].append(row)
            return row

    def _answer_about_threads(self, app: FastAPI) -> None:
        base = f"/api/v1/accounts/{ACCOUNT}"

        @app.get(base + "/contacts/{ref}/conversations")
        def threads_of(ref: int) -> Any:
            return {"payload": [row for row in self.threads.values() if row["contact_id"] == ref]}

        @app.post(base + "/conversations")
        async def add_thread(request: Request) -> Any:
            sent = await request.json()
            row = sent | {"id": next(self._ids), "account_id": ACCOUNT}
            self.threads[row["id"]] = row
            return row

        @app.get(base + "/conversations/{ref}")
        def thread(ref: int) -> Any:
            return self.threads[ref] if ref in self.threads else _missing()

        @app.post(base + "/conversations/{ref}/toggle_status")
        async def toggle(ref: int, request: Request) -> Any:
            if ref not in self.threads:
                return _missing()
            self.set_status(self.threads[ref], (await request.json())["status"])
            return {"payload": {"success": True, "current_status": self.threads[ref]["status"]}}

        @app.get(base + "/conversations/{ref}/messages")
        def newest(ref: int) -> Any:
            rows = [row for row in self.messages if row["thread"] == ref][-20:]
            return {"meta": {}, "payload": [row | {"message_type": TYPES[row["message_type"]]} for row in rows]}

        @app.post(base + "/conversations/{ref}/messages")
        async def add_message(ref: int, request: Request) -> Any:
            if ref not in self.threads:
                return _missing()
            return self._add(self.threads[ref], await request.json(), {"id": 1, "name": "Twolane", "type": "user"})

    async def _guard(self, request: Request, call_next: Callable[[Request], Any]) -> Response:
        self.asked.append(f"{request.method} {request.url.path}")
        if self.is_down:
            return JSONResponse({"error": "down"}, 503)
        if request.headers.get("api_access_token") != TOKEN:
            return JSONResponse({"error": "Invalid Access Token"}, 401)
        if self.refuses and request.url.path.endswith(self.refuses):
            return JSONResponse({"message": "Content is too long"}, 422)
        answer: Response = await call_next(request)
        await asyncio.sleep(self.slow)
        if self.dies_after and request.url.path.endswith(self.dies_after) and request.method == "POST":
            self.dies_after = ""
            return JSONResponse({"error": "died"}, 500)
        return answer


def _missing() -> JSONResponse:
    return JSONResponse({"error": "Resource could not be found"}, 404)


@asynccontextmanager
async def chatwoot(now: Callable[[], datetime]) -> AsyncIterator[ChatwootServer]:
    """Serve it on a free port until the block ends."""
    held, port = ChatwootServer(now), free_port()
    held.url = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(uvicorn.Config(held.app(), host="127.0.0.1", port=port, log_level="warning"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield held
    finally:
        server.should_exit = True
        await task
