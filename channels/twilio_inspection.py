"""Looking a number up at Twilio: the account's number, its Messaging Service and that one's 10DLC campaign."""

from dataclasses import dataclass

import httpx

from channels.inspection import Finding, Inspected, Shortfall, no_number, wrong_webhook
from channels.json_reading import Json, each, text_of
from channels.looking_up import BadKeys, look_up
from conversation.sender import SenderKind

MESSAGING = "https://messaging.twilio.com"
VERIFIED = "VERIFIED"
"""The `campaign_status` of an approved campaign (twilio.com/docs/messaging/api/usapptoperson-resource)."""
BAD_KEYS = Finding(
    Shortfall.CREDENTIALS,
    "Twilio does not know these credentials",
    "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (or TWILIO_API_KEY and TWILIO_API_SECRET) anew from its console",
)
_PAGE_SIZE = "100"
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class TwilioInspection:
    """One look. `client` speaks to the account's API; `service` is the Messaging Service that texts go through."""

    client: httpx.AsyncClient
    account: str
    service: str | None
    messaging: str = MESSAGING

    async def inspect(self, number: Inspected) -> tuple[Finding, ...]:
        """See `Inspects.inspect`."""
        try:
            row = await self._number(number)
            if row is None:
                return (no_number(number.phone),)
            return await self._through_service(number, row)
        except BadKeys:
            return (BAD_KEYS,)

    async def _through_service(self, number: Inspected, row: Json) -> tuple[Finding, ...]:
        if self.service is None:
            needs = number.kind is SenderKind.TEN_DLC
            return (*([_no_service()] if needs else []), *self._webhook(number, row, {}))
        service = await self._get(f"{self.messaging}/v1/Services/{self.service}")
        if service is None:
            remedy = "set TWILIO_MESSAGING_SERVICE_SID to one of the account's own"
            return (Finding(Shortfall.SERVICE, f"the account has no Messaging Service {self.service}", remedy),)
        found = [*await self._pool(number), *self._webhook(number, row, service)]
        if number.kind is SenderKind.TEN_DLC:
            found += await self._campaign()
        return tuple(found)

    async def _number(self, number: Inspected) -> Json | None:
        kind, filtered = ("IncomingPhoneNumbers", "PhoneNumber")
        rows = "incoming_phone_numbers"
        if number.kind is SenderKind.SHORT_CODE:
            kind, filtered, rows = "SMS/ShortCodes", "ShortCode", "short_codes"
        path = f"/2010-04-01/Accounts/{self.account}/{kind}.json"
        answer = await self._get(path, {filtered: number.phone.removeprefix("+") if kind[0] == "S" else number.phone})
        return next(iter(each(answer or {}, rows)), None)

    async def _pool(self, number: Inspected) -> list[Finding]:
        kind, rows, field = "PhoneNumbers", "phone_numbers", "phone_number"
        if number.kind is SenderKind.SHORT_CODE:
            kind, rows, field = "ShortCodes", "short_codes", "short_code"
        url: str = f"{self.messaging}/v1/Services/{self.service}/{kind}?PageSize={_PAGE_SIZE}"
        for _ in range(_MOST_PAGES):
            answer = await self._get(url) or {}
            if any(text_of(row, field).lstrip("+") == number.phone.lstrip("+") for row in each(answer, rows)):
                return []
            meta = answer.get("meta")
            url = text_of(meta, "next_page_url") if isinstance(meta, dict) else ""
            if not url.startswith(f"{self.messaging}/"):
                break
        problem = f"{number.phone} is not in the Messaging Service's sender pool"
        return [Finding(Shortfall.POOL, problem, "add it under Messaging, Services, Sender Pool")]

    def _webhook(self, number: Inspected, row: Json, service: Json) -> tuple[Finding, ...]:
        """Whose address is called: the service's, unless it leaves that to the number."""
        if service and service.get("use_inbound_webhook_on_number") is not True:
            called, where = text_of(service, "inbound_request_url"), "as the Messaging Service's incoming request URL"
        else:
            called, where = text_of(row, "sms_url"), "under Phone Numbers, as what happens when a message comes in"
            if application := text_of(row, "sms_application_sid"):
                called = f"the application {application}"
        return () if called.rstrip("/") == number.webhook else (wrong_webhook(called, number.webhook, where),)

    async def _campaign(self) -> list[Finding]:
        answer = await self._get(f"{self.messaging}/v1/Services/{self.service}/Compliance/Usa2p") or {}
        states = [text_of(one, "campaign_status") for one in each(answer, "compliance")]
        if VERIFIED in states:
            return []
        problem = f"its 10DLC campaign is {states[0].lower()}" if states else "it is registered for no 10DLC campaign"
        return [Finding(Shortfall.CAMPAIGN, problem, "hand in the answers of twolane setup registration --form 10dlc")]

    async def _get(self, url: str, params: dict[str, str] | None = None) -> Json | None:
        return await look_up(self.client, "Twilio", url, params)


def _no_service() -> Finding:
    problem = "a 10DLC number sends under the campaign of a Messaging Service, and none is named"
    return Finding(
        Shortfall.SERVICE, problem, "set TWILIO_MESSAGING_SERVICE_SID to the one that it was registered with"
    )
