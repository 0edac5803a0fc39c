"""Looking up what a carrier's account has. Nothing is sent by it, so whatever fails, no text has left."""

import httpx

from channels.errors import Unreachable
from channels.json_reading import Json, read_object
from channels.transport import describe


class BadKeys(Exception):
    """The carrier lets nothing be looked up with these credentials."""


async def look_up(
    client: httpx.AsyncClient, carrier: str, url: str, params: dict[str, str] | None = None
) -> Json | None:
    """Return what is there; None where there is nothing. Raises BadKeys, and Unreachable naming the carrier."""
    try:
        answer = await client.get(url, params=params)
    except httpx.RequestError as error:
        raise Unreachable(describe(error), maybe_sent=False) from error
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise BadKeys
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    if not answer.is_success:
        raise Unreachable(f"{carrier} answered HTTP {answer.status_code}", maybe_sent=False)
    return read_object(answer.content)
