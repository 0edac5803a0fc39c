"""A shopper's signed text as bytes on a kept connection, so that posting it costs the benchmark next to nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from channels.form import MEDIA_TYPE
from channels.signature import SIGNATURE_HEADER, sign
from channels.simulator import INBOUND_PATH
from channels.simulator_form import inbound_form

SECONDS = 15
"""Twilio waits no longer for an answer either."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The carrier's end of one connection to Twolane."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def post(self, request: bytes) -> None:
        """Send `request` and read its answer. Raises RuntimeError unless that is 200."""
        self.writer.write(request)
        async with asyncio.timeout(SECONDS):
            head = await self.reader.readuntil(b"\r\n\r\n")
            await self.reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())


@asynccontextmanager
async def calling(port: int) -> AsyncIterator[Caller]:
    """Keep a connection to Twolane until the block ends. A server closes one that is idle for seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Caller(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()


def text_request(host: str, from_: str, to: str, body: str, token: str, provider_id: str) -> bytes:
    """Return the whole request by which the simulated network tells of a text."""
    form = inbound_form(provider_id=provider_id, from_=from_, to=to, body=body, media_urls=(), opt_out_type=None)
    content = form.encode()
    lines = (
        f"POST {INBOUND_PATH} HTTP/1.1",
        f"host: {host}",
        f"content-type: {MEDIA_TYPE}",
        f"content-length: {len(content)}",
        f"{SIGNATURE_HEADER}: {sign(token, f'http://{host}{INBOUND_PATH}', form)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
