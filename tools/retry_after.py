"""Retry-After: in how many seconds a server wants to be asked again (RFC 9110, section 10.2.3)."""

import re
from email.utils import parsedate_to_datetime

import httpx

_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?", re.ASCII)


def retry_after(answer: httpx.Response) -> float | None:
    """Return the seconds, 0 for a moment that is past; None where the server does not say, or what cannot be read.

    A moment is reckoned from the answer's own Date, for the server's clock is not ours.
    """
    said = answer.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(said):
        return float(said)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())
