"""Files from where a carrier keeps them: no more than is allowed, and from nowhere else."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import httpx

from channels.errors import NoMedia, Unreachable

_PLAIN = {"accept-encoding": "identity"}
"""A packed answer could unpack to any size; what comes packed all the same is no photo."""
_GONE = frozenset({404, 410})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


async def fetch_file(client: httpx.AsyncClient, url: str, most: int, *, with_credentials: bool) -> bytes | str:
    """Return the file, or where the answer sends us on to.

    Raises:
        NoMedia: it is gone, it has more than `most` bytes, or we are sent on to no address.
        Unreachable: no usable answer came.
    """
    auth = httpx.USE_CLIENT_DEFAULT if with_credentials else None
    try:
        async with client.stream("GET", url, auth=auth, headers=_PLAIN, follow_redirects=False) as response:
            if response.status_code in _REDIRECTS:
                return str(response.url.join(response.headers.get("location", "")))
            if response.status_code in _GONE:
                raise NoMedia("the carrier no longer has it")
            if response.status_code != httpx.codes.OK:
                raise Unreachable(f"HTTP {response.status_code} for media", maybe_sent=False)
            return await _body(response, most)
    except httpx.InvalidURL as error:
        raise NoMedia("the carrier sent us on to no address") from error
    except httpx.RequestError as error:
        raise Unreachable(f"{type(error).__name__} for media", maybe_sent=False) from error


def lies_in(url: str, stores: Iterable[str]) -> bool:
    """Compare scheme, host, port and the path's beginning: what merely begins like a store is foreign."""
    there = urlsplit(url)
    if there.username or there.password or ".." in there.path.lower().replace("%2e", "."):
        return False
    return any(
        (there.scheme, there.netloc) == (store.scheme, store.netloc) and there.path.startswith(store.path)
        for store in map(urlsplit, stores)
    )


async def _body(response: httpx.Response, most: int) -> bytes:
    """Read no more than is allowed, whatever the answer says of its own size."""
    parts, size = [], 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > most:
            raise NoMedia(f"it has more than {most // 1024} KiB")
        parts.append(part)
    return b"".join(parts)
