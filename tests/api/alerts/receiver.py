"""A server that takes posts and answers as it is told, and a mail server: the other side of every way of alerting."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Post:
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """`answers` are the statuses to come, with headers; then it is 200 for ever."""

    port: int
    posts: list[Post] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def will_hang(self) -> None:
        """Take the next post and never answer it."""
        self.answers.append((0, ""))

    def will_answer(self, *statuses: int, headers: str = "") -> None:
        self.answers += [(status, headers) for status in statuses]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    found = Receiver(0)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        found.posts.append(Post(head[0].split()[1], headers, body))
        status, more = found.answers.pop(0) if found.answers else (200, "")
        if not status:
            await reader.read()
            writer.close()
            return
        writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: 2\r\nConnection: close\r\n{more}\r\nok".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


@dataclass(slots=True)
class Postbox:
    """A mail server's memory. `refusal` is what it answers to the next recipient, such as ``550 no``."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    refusal: str = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusal:
            refusal, self.refusal = self.refusal, ""
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        found: Any = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.mails.append(found)
        return "250 OK"


@asynccontextmanager
async def mail_server(**options: Any) -> AsyncIterator[Postbox]:
    """Run aiosmtpd on a free port."""
    box, loop = Postbox(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop, **options), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
