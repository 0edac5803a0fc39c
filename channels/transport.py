"""What a broken request says about whether it arrived."""

import httpx

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
