"""Signed webhooks to the merchant's own programs, as Standard Webhooks 1.0 describes them."""

import base64
import hmac
import json
from datetime import datetime

from api.alerts.courier import Errand, Outcome
from api.alerts.posting import Poster
from api.alerts.secret import AlertSecret
from conversation.alert_hook import AlertHook
from conversation.clock import Clock


class WebhookCourier:
    """An `AlertCourier`. A repeat has the id of the first try, so that the other side can tell."""

    def __init__(self, poster: Poster, secret: AlertSecret, clock: Clock) -> None:
        self._poster = poster
        self._secret = secret
        self._clock = clock

    async def deliver(self, errand: Errand) -> Outcome:
        hook = errand.target
        if not isinstance(hook, AlertHook):
            raise TypeError(f"{errand.alert.id} goes to no hook")
        body, now = payload_of(errand), self._clock.now()
        headers = {"content-type": "application/json", **self.signed(hook, errand.alert.id, body, now)}
        return await self._poster.post(hook.url, body, headers, is_patient=True)

    def signed(self, hook: AlertHook, alert_id: str, body: bytes, now: datetime) -> dict[str, str]:
        """Return the three headers; while secrets overlap there is a signature by each."""
        moment = str(int(now.timestamp()))
        content = f"{alert_id}.{moment}.".encode() + body
        keys = [self._secret.signing_key(hook.id, generation) for generation in hook.generations(now)]
        signatures = [base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys]
        return {
            "webhook-id": alert_id,
            "webhook-timestamp": moment,
            "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
        }

    async def close(self) -> None:
        await self._poster.close()


def payload_of(errand: Errand) -> bytes:
    """Return what a program gets: ids to ask the REST API with, and no words of a shopper."""
    alert, words = errand.alert, errand.words
    data = {
        "merchant_id": alert.merchant_id,
        "conversation_id": alert.conversation_id,
        "case_id": alert.case_id,
        "reason": alert.reason.value if alert.reason else None,
        "priority": alert.priority.value,
        "initial": words.initial,
        "title": words.title,
        "url": words.url,
    }
    told = {"type": f"alert.{alert.kind.value}", "timestamp": alert.made_at.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
