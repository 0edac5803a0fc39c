"""Looking a number up at Telnyx: the account's number, its messaging profile and its 10DLC campaign."""

from dataclasses import dataclass
from urllib.parse import quote

import httpx

from channels.inspection import Finding, Inspected, Shortfall, no_number, wrong_webhook
from channels.json_reading import Json, at, each, text_of
from channels.looking_up import BadKeys, look_up
from conversation.sender import SenderKind

ASSIGNED = "ASSIGNED"
"""The `assignmentStatus` of a number that may send under its campaign (Telnyx's API reference)."""
BAD_KEYS = Finding(
    Shortfall.CREDENTIALS, "Telnyx does not know this API key", "copy TELNYX_API_KEY anew from its portal"
)


@dataclass(frozen=True, slots=True)
class TelnyxInspection:
    """One look. `profile` is the messaging profile that texts are sent through; None: the number's own."""

    client: httpx.AsyncClient
    profile: str | None

    async def inspect(self, number: Inspected) -> tuple[Finding, ...]:
        """See `Inspects.inspect`."""
        try:
            answer = await self._get("/v2/phone_numbers/messaging", {"filter[phone_number]": number.phone})
            row = next(iter(each(answer or {}, "data")), None)
            if row is None:
                return (no_number(number.phone),)
            return await self._through_profile(number, text_of(row, "messaging_profile_id"))
        except BadKeys:
            return (BAD_KEYS,)

    async def _through_profile(self, number: Inspected, given: str) -> tuple[Finding, ...]:
        if not given:
            problem = f"{number.phone} has no messaging profile"
            return (Finding(Shortfall.SERVICE, problem, "choose one for it under Numbers, Messaging"),)
        if self.profile is not None and given != self.profile:
            problem = f"{number.phone} is in another messaging profile ({given})"
            return (Finding(Shortfall.POOL, problem, f"set TELNYX_MESSAGING_PROFILE_ID to {given}"),)
        profile = at(await self._get(f"/v2/messaging_profiles/{quote(given, safe='')}") or {}, "data")
        if not profile:
            remedy = "choose another for it under Numbers, Messaging"
            return (Finding(Shortfall.SERVICE, f"the account has no messaging profile {given}", remedy),)
        found, called = [], text_of(profile, "webhook_url")
        if called.rstrip("/") != number.webhook:
            found.append(wrong_webhook(called, number.webhook, "as the messaging profile's webhook URL"))
        if number.kind is SenderKind.TEN_DLC:
            found += await self._campaign(number)
        return tuple(found)

    async def _campaign(self, number: Inspected) -> list[Finding]:
        row = await self._get(f"/v2/10dlc/phone_number_campaigns/{quote(number.phone, safe='')}")
        state = text_of(row or {}, "assignmentStatus")
        if state == ASSIGNED:
            return []
        remedy = (
            "hand in the answers of twolane setup registration --form 10dlc, then assign the number to the campaign"
        )
        problem = "it is assigned to no 10DLC campaign"
        if state:
            problem = f"its place in a 10DLC campaign is {state.lower().replace('_', ' ')}"
        return [Finding(Shortfall.CAMPAIGN, problem, remedy)]

    async def _get(self, path: str, params: dict[str, str] | None = None) -> Json | None:
        return await look_up(self.client, "Telnyx", path, params)
