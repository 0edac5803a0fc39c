"""What a broken request, an answer that is none, or a search says about whether the text left."""

from collections.abc import Sequence

import httpx

from channels.carrier import Receipt
from channels.errors import Ambiguous, Unreachable

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def has_surely_not_left(error: httpx.RequestError) -> bool:
    """Tell whether the request never reached the carrier; of all other errors nobody can tell."""
    return isinstance(error, _NOT_SENT)


def describe(error: httpx.RequestError) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def outcome_unclear(status: int, code: str, why: str) -> Unreachable | None:
    """Return the error of a failed answer that is no refusal of the text; None where it is one.

    429 is refused before it is accepted, so the text has not left; after a 5xx or a 408 nobody can tell.
    """
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Unreachable(f"carrier error {code}: {why}", maybe_sent=False)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT:
        return Unreachable(f"carrier error {code}: {why}", maybe_sent=True)
    return None


def only_one(found: Sequence[Receipt]) -> Receipt | None:
    """Return what a search found; None for nothing. Raises Ambiguous where several texts fit."""
    if len(found) > 1:
        raise Ambiguous(tuple(receipt.provider_id for receipt in found))
    return found[0] if found else None
