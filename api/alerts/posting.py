"""Posting to somebody else's server, and what its answer means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from api.alerts.addresses import NotResolved, place_of
from api.alerts.courier import Delivered, Later, Outcome, Refused
from api.trust import trusted
from conversation.errors import Invalid
from tools.retry_after import retry_after

TIMEOUT_SECONDS = 10.0
LONGEST_WAIT = timedelta(hours=6)
GONE, MISSING = 410, 404
PASSING = (408, 409, 425, 429)


@dataclass(frozen=True, slots=True)
class Poster:
    """Follows no redirects, and connects to the very address that was found to be public."""

    client: httpx.AsyncClient
    may_be_private: bool = False

    @classmethod
    def open(cls, *, may_be_private: bool) -> "Poster":
        return cls(httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, verify=trusted()), may_be_private)

    async def post(self, url: str, content: bytes, headers: Mapping[str, str], *, is_patient: bool = False) -> Outcome:
        """Post and say what came of it. The reasons name no more of the address than its host.

        Who `is_patient` takes a refusal for a fault that somebody will mend.
        """
        try:
            place = await place_of(url, may_be_private=self.may_be_private)
            request = self.client.build_request(
                "POST",
                place.url,
                content=content,
                headers={**headers, "Host": place.host, "User-Agent": "Twolane"},
                extensions={"sni_hostname": place.parts.hostname or ""},
            )
            answer = await self.client.send(request, stream=True)
            await answer.aclose()
        except Invalid as error:
            return Refused(f"{error.problem}; {error.remedy}")
        except NotResolved as error:
            return Later(str(error))
        except httpx.HTTPError as error:
            return Later(f"{type(error).__name__} at {place.parts.hostname}")
        return outcome_of(answer, is_patient=is_patient)

    async def close(self) -> None:
        await self.client.aclose()


def outcome_of(answer: httpx.Response, *, is_patient: bool) -> Outcome:
    """Read an answer by its status alone; no body is read, however long."""
    status = answer.status_code
    if answer.is_success:
        return Delivered(f"HTTP {status}")
    if status == GONE or (status == MISSING and not is_patient):
        return Refused(f"HTTP {status}: it is not there any more", is_gone=True)
    if is_patient or status in PASSING or answer.is_server_error:
        return Later(f"HTTP {status}", _asked_wait(answer))
    return Refused(f"HTTP {status}")


def _asked_wait(answer: httpx.Response) -> timedelta | None:
    """Return the wait that the other side asks for, within reason."""
    seconds = retry_after(answer)
    return min(timedelta(seconds=seconds), LONGEST_WAIT) if seconds is not None else None
