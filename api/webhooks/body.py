"""Reading a webhook's raw body within a limit, and the address it was sent to."""

from fastapi import Request

from api.limited_body import body_within
from api.settings import Settings

LARGEST_BODY = 256 * 1024
"""Bytes. A carrier's form has a few hundred; a checkout with a hundred lines stays well below."""


async def raw_body(request: Request) -> bytes:
    """Return the bytes as they arrived. Raises TooLarge beyond `LARGEST_BODY`."""
    return await body_within(request, LARGEST_BODY)


def called_url(request: Request, settings: Settings) -> str:
    """Return the address as the caller saw it: behind a proxy that is the public one."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{settings.public_url.rstrip('/')}{request.url.path}{query}"
