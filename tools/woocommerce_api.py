"""WooCommerce's REST API, version 3: what it is asked, and what its refusals mean.

Keys go by basic auth, over https alone; WordPress must have pretty permalinks, or there is no ``/wp-json``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from conversation.errors import Misconfigured
from conversation.shop_choice import is_safe_address
from tools.errors import ShopRefused, ShopUnreachable
from tools.payload_fault import first_fault
from tools.retry_after import retry_after

ROOT = "/wp-json/wc/v3/"
PAGES_PATH = "/wp-json/wp/v2/pages"
MOST_PER_PAGE = 100
PAGES_HEADER = "x-wp-totalpages"
TOTAL_HEADER = "x-wp-total"
BODY = "body"
"""Names an answer as a whole, such as one that is no JSON."""


class Answer(BaseModel):
    """Part of an answer; what is not read of it is passed over, for plug-ins of the shop add what they like."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Problem(Answer):
    """How WordPress says no."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class WooAccount:
    """Where the shop is, a REST API key of a user who may manage it, and what its webhooks are signed with."""

    url: str
    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    webhook_secret: str = field(default="", repr=False)
    timeout: float = 10.0
    """Seconds to wait for each step of a request."""


class WooRefused(ShopRefused):
    """The shop said no; `code` is its own word for why, such as ``woocommerce_rest_coupon_code_already_exists``."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class WooUnreadable(ShopUnreachable):
    """The shop answered, and `field` of it is not as documented: a plug-in of the shop may have broken it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"WooCommerce's answer could not be read at {field}: {problem}")
        self.field = field
        self.problem = problem


A = TypeVar("A", bound=Answer)
R = TypeVar("R")


class WooApi:
    """Asks one shop. Every method raises ShopUnreachable, of which WooUnreadable is one, and WooRefused."""

    def __init__(self, account: WooAccount, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Raises Misconfigured where the keys would go in the clear."""
        if not is_safe_address(account.url):
            raise Misconfigured("shop.url", f"{account.url!r} is no https address; keys go nowhere else")
        self._public = account.url.rstrip("/") + PAGES_PATH
        self._client = httpx.AsyncClient(
            base_url=account.url.rstrip("/") + ROOT,
            auth=httpx.BasicAuth(account.consumer_key, account.consumer_secret),
            timeout=account.timeout,
            transport=transport,
        )

    async def get(self, path: str, kind: type[A]) -> A:
        return self._read(await self._ask("GET", path), TypeAdapter(kind))

    async def page(
        self, path: str, kind: type[A], params: Mapping[str, str | int], page: int = 1
    ) -> tuple[Sequence[A], int]:
        """Return one page of a list, and how many pages there are."""
        response = await self._ask("GET", path, {**params, "page": page})
        items: list[A] = self._read(response, TypeAdapter(list[kind]))  # type: ignore[valid-type]
        return items, int(response.headers.get(PAGES_HEADER) or page)

    async def rows(
        self, path: str, params: Mapping[str, str | int], offset: int
    ) -> tuple[list[dict[str, object]], int | None]:
        """Return the rows of a list from `offset` on as they are, and how many it has, where the shop says."""
        response = await self._ask("GET", path, {**params, "offset": offset})
        rows = self._read(response, TypeAdapter(list[dict[str, object]]))
        total = response.headers.get(TOTAL_HEADER, "")
        return rows, int(total) if total.isascii() and total.isdigit() else None

    async def public_pages(self, kind: type[A], page: int) -> tuple[list[A], int]:
        """Return published pages of the shop's WordPress, which is asked without the keys: they are not its own."""
        asked = {
            "status": "publish",
            "orderby": "id",
            "order": "asc",
            "per_page": str(MOST_PER_PAGE),
            "page": str(page),
        }
        response = await self._ask("GET", self._public, asked, is_public=True)
        items: list[A] = self._read(response, TypeAdapter(list[kind]))  # type: ignore[valid-type]
        return items, int(response.headers.get(PAGES_HEADER) or page)

    async def post(self, path: str, body: Mapping[str, object], kind: type[A]) -> A:
        return self._read(await self._ask("POST", path, body=body), TypeAdapter(kind))

    async def put(self, path: str, body: Mapping[str, object], kind: type[A]) -> A:
        return self._read(await self._ask("PUT", path, body=body), TypeAdapter(kind))

    async def remove(self, path: str) -> None:
        """Remove a thing for good, not into the bin."""
        await self._ask("DELETE", path, {"force": "true"})

    async def close(self) -> None:
        await self._client.aclose()

    async def _ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, object] | None = None,
        *,
        is_public: bool = False,
    ) -> httpx.Response:
        auth = None if is_public else httpx.USE_CLIENT_DEFAULT
        try:
            response = await self._client.request(method, path, params=params, json=body, auth=auth)
        except httpx.RequestError as error:
            raise ShopUnreachable(f"WooCommerce did not answer: {type(error).__name__}") from error
        _check(response)
        return response

    def _read(self, response: httpx.Response, adapter: TypeAdapter[R]) -> R:
        try:
            return adapter.validate_json(response.content)
        except ValidationError as error:
            field, problem = first_fault(error)
            raise WooUnreadable(field or BODY, problem) from error


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
        raise ShopUnreachable(f"WooCommerce answered {status}", retry_after(response))
    if response.is_redirect:
        place = response.headers.get("location", "")
        raise WooRefused(
            "redirect", f"the shop is elsewhere; connect it by the address that {place[:200]!r} begins with"
        )
    if response.is_success:
        return
    problem = _problem(response)
    raise WooRefused(problem.code, f"{problem.message or problem.code} ({status}); {_remedy(problem.code, status)}")


def _problem(response: httpx.Response) -> _Problem:
    try:
        return _Problem.model_validate_json(response.content)
    except ValidationError:
        return _Problem(code="no_json", message="this is no answer of WooCommerce's REST API")


def _remedy(code: str, status: int) -> str:
    if code in ("rest_no_route", "no_json"):
        return "check the shop's address, that WooCommerce is active, and that permalinks are not 'Plain'"
    if status == httpx.codes.UNAUTHORIZED:
        return "check the key and its secret, and that the server passes the Authorization header on to PHP"
    if status == httpx.codes.FORBIDDEN:
        return "give the key Read/Write, and to a user who may manage the shop"
    return "look at what the shop says, then try again"
