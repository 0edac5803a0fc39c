"""Delivers the simulated network's webhooks as a provider does: signed, in order, and again if they fail."""

import asyncio
import math
import secrets
import time
from collections.abc import Callable

import httpx

from channels.form import MEDIA_TYPE, Form
from channels.signature import SIGNATURE_HEADER, sign
from channels.simulator_plan import Sky
from channels.simulator_weather import Dice
from channels.simulator_webhooks import DueWebhook, Webhooks

TIMEOUT = 15.0
"""Seconds that an endpoint has to answer: Twilio's own limit."""
_CLAIM_SECONDS = 2 * TIMEOUT
_POLL_SECONDS = 0.02
_LANES = 4


class Courier:
    """Posts what the network owes through one HTTP client. Couriers in several processes may share a file.

    With `httpx.ASGITransport` an exception in the app reaches the caller, unless the transport was made with
    `raise_app_exceptions=False`; then it is an HTTP 500, and tried again.
    """

    def __init__(
        self,
        webhooks: Webhooks,
        client: httpx.AsyncClient,
        auth_token: str,
        sky: Sky,
        dice: Dice,
        real_time: Callable[[], float] = time.time,
    ) -> None:
        self._webhooks = webhooks
        self._client = client
        self._auth_token = auth_token
        self._sky = sky
        self._dice = dice
        self._real_time = real_time

    async def pump(self) -> int:
        """Try every webhook that is due by now; return how many tries were made."""
        return await self._drain(self._real_time())

    async def settle(self) -> int:
        """Try every webhook in due order, not waiting for its time, until none is owed; return the tries made."""
        tries = 0
        while self._webhooks.owed():
            made = await self._drain(math.inf)
            tries += made
            if not made:
                await asyncio.sleep(_POLL_SECONDS)
        return tries

    async def run(self) -> None:
        """Pump until cancelled."""
        while True:
            await self.pump()
            await asyncio.sleep(_POLL_SECONDS)

    async def _drain(self, due_by: float) -> int:
        return sum(await asyncio.gather(*(self._empty_lane(due_by) for _ in range(_LANES))))

    async def _empty_lane(self, due_by: float) -> int:
        tries = 0
        while webhook := self._claim(due_by):
            await self._deliver(webhook)
            tries += 1
        return tries

    def _claim(self, due_by: float) -> DueWebhook | None:
        now = self._real_time()
        return self._webhooks.claim(now=now, until=now + _CLAIM_SECONDS, due_by=due_by)

    async def _deliver(self, webhook: DueWebhook) -> None:
        if webhook.lost:
            self._try_later(webhook, "lost on the way")
            return
        try:
            if self._dice.falls(self._sky.weather.forge):
                await self._forge(webhook)
            answer = await self._post(webhook, self._auth_token, webhook.form)
        except httpx.TransportError as error:
            self._try_later(webhook, type(error).__name__)
            return
        except (httpx.InvalidURL, httpx.RequestError) as error:
            self._webhooks.drop(webhook, f"{type(error).__name__}: {error}")
            return
        if answer.is_success:
            self._webhooks.finish(webhook)
        elif answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            self._try_later(webhook, f"HTTP {answer.status_code}")
        else:
            self._webhooks.drop(webhook, f"HTTP {answer.status_code}")

    async def _forge(self, webhook: DueWebhook) -> None:
        """Post what somebody else would who knows the address but not the token, in the same shape."""
        invented = {"Body": "STOP", "MessageStatus": "failed", "ErrorCode": "21610"}
        form = Form.of((name, invented.get(name, value)) for name, value in webhook.form.pairs)
        answer = await self._post(webhook, secrets.token_hex(16), form)
        self._webhooks.note_forgery(webhook.url, answer.status_code)

    async def _post(self, webhook: DueWebhook, token: str, form: Form) -> httpx.Response:
        headers = {"content-type": MEDIA_TYPE, SIGNATURE_HEADER: sign(token, webhook.url, form)}
        return await self._client.post(webhook.url, content=form.encode(), headers=headers, timeout=TIMEOUT)

    def _try_later(self, webhook: DueWebhook, problem: str) -> None:
        tries = webhook.attempts + 1
        weather = self._sky.weather
        if tries >= weather.attempts:
            self._webhooks.drop(webhook, problem)
        else:
            self._webhooks.postpone(webhook, self._real_time() + weather.backoff * 2**webhook.attempts)
