"""Fetching the pages that an operator named: public addresses only, a few redirects, within bounds."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from api.alerts.addresses import NotResolved, Place, place_of
from conversation.errors import Invalid
from tools.documents import MOST_BYTES, Unreadable

SECONDS = 20.0
MOST_REDIRECTS = 5
_KINDS = "text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf, text/csv"


@dataclass(frozen=True, slots=True)
class Page:
    """What came, and what the server called it."""

    content: bytes
    media_type: str


class PageFetcher:
    """Connects to the very address that was looked at, at each redirect anew."""

    def __init__(self, *, may_be_private: bool = False) -> None:
        self._may_be_private = may_be_private
        self._opened: httpx.AsyncClient | None = None

    @property
    def _client(self) -> httpx.AsyncClient:
        """Opened when a page is first fetched: few processes ever fetch one."""
        if self._opened is None:
            self._opened = httpx.AsyncClient(timeout=SECONDS, trust_env=False)
        return self._opened

    async def fetch(self, url: str) -> Page:
        """Raises Unreadable, saying why."""
        try:
            async with asyncio.timeout(SECONDS * 2):
                return await self._follow(url)
        except Invalid as error:
            raise Unreadable(f"{error.problem}; {error.remedy}") from error
        except NotResolved as error:
            raise Unreadable(str(error)) from error
        except TimeoutError as error:
            raise Unreadable("it took too long") from error
        except httpx.HTTPError as error:
            raise Unreadable(f"it cannot be had ({type(error).__name__})") from error

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.aclose()

    async def _follow(self, url: str) -> Page:
        for _ in range(MOST_REDIRECTS + 1):
            place = await place_of(url, may_be_private=self._may_be_private)
            answer = await self._ask(place)
            if isinstance(answer, Page):
                return answer
            url = urljoin(url, answer)
        raise Unreadable(f"it redirects more than {MOST_REDIRECTS} times")

    async def _ask(self, place: Place) -> Page | str:
        """Return the page, or where it says that it is."""
        request = self._client.build_request(
            "GET",
            place.url,
            headers={"Host": place.host, "User-Agent": "Twolane", "Accept": _KINDS},
            extensions={"sni_hostname": place.parts.hostname or ""},
        )
        answer = await self._client.send(request, stream=True)
        try:
            if answer.is_redirect and "location" in answer.headers:
                return str(answer.headers["location"])
            if not answer.is_success:
                raise Unreadable(f"the server said {answer.status_code}")
            return Page(await _body(answer), answer.headers.get("content-type", ""))
        finally:
            await answer.aclose()


async def _body(answer: httpx.Response) -> bytes:
    content = bytearray()
    async for some in answer.aiter_bytes():
        content += some
        if len(content) > MOST_BYTES:
            raise Unreadable(f"it has more than {MOST_BYTES // 1_000_000} MB")
    return bytes(content)
