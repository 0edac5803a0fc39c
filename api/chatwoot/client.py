"""Chatwoot's Application API, as much of it as the bridge needs. https://developers.chatwoot.com/api-reference"""

from dataclasses import dataclass
from typing import Any

import httpx

from api.chatwoot.errors import InboxDown, InboxGone, InboxRefused
from conversation.bridge import Bridge
from conversation.contact import Contact
from conversation.ids import ConversationId

TIMEOUT_SECONDS = 10.0
NOT_LET_IN = (401, 403)
GONE = 404
TOO_MANY = 429
OPEN, RESOLVED = "open", "resolved"
MARK = "twolane_conversation"
"""The custom attribute by which a thread is found again whose opening was not written down."""
PREFIX = "twolane:"
"""Begins the `source_id` of everything that we post: by it we know our own again."""


@dataclass(frozen=True, slots=True)
class Chatwoot:
    """One merchant's account there. `token` is the access token of an agent: Chatwoot lets no bot look contacts up."""

    http: httpx.AsyncClient
    bridge: Bridge
    token: str

    async def find_or_add_contact(self, contact: Contact) -> str:
        """Return the id of the contact with this number. The shop may have known the shopper before."""
        found = await self._ask("GET", "/contacts/search", params={"q": contact.phone})
        for one in found["payload"]:
            if one.get("phone_number") == contact.phone:
                return str(one["id"])
        fields = {"inbox_id": self.bridge.inbox, "phone_number": contact.phone, "name": contact.name or contact.phone}
        made = await self._ask("POST", "/contacts", json=fields | {"identifier": f"{PREFIX}{contact.id}"})
        return str(made["payload"]["contact"]["id"])

    async def find_or_open_thread(self, contact_ref: str, conversation_id: ConversationId) -> str:
        """Return the id of the conversation's thread, opening one where there is none."""
        known = await self._ask("GET", f"/contacts/{contact_ref}/conversations")
        for thread in known["payload"]:
            if (thread.get("custom_attributes") or {}).get(MARK) == conversation_id:
                return str(thread["id"])
        fields = {
            "source_id": await self._seat_in_inbox(contact_ref, conversation_id),
            "inbox_id": self.bridge.inbox,
            "contact_id": int(contact_ref),
            "status": OPEN,
            "custom_attributes": {MARK: conversation_id},
        }
        return str((await self._ask("POST", "/conversations", json=fields))["id"])

    async def known_refs(self, thread: str) -> frozenset[str]:
        """Return which of our newest messages the thread has: those among its newest twenty."""
        shown = await self._ask("GET", f"/conversations/{thread}/messages")
        sources = (str(message.get("source_id") or "") for message in shown["payload"])
        return frozenset(one.removeprefix(PREFIX) for one in sources if one.startswith(PREFIX))

    async def show_text(self, thread: str, ref: str, text: str) -> None:
        """Post a text as the shopper's own."""
        await self._post_message(thread, {"message_type": "incoming", "private": False}, ref, text)

    async def note(self, thread: str, ref: str, text: str) -> None:
        """Post a private note."""
        await self._post_message(thread, {"message_type": "outgoing", "private": True}, ref, text)

    async def set_status(self, thread: str, status: str) -> None:
        await self._ask("POST", f"/conversations/{thread}/toggle_status", json={"status": status})

    async def status(self, thread: str) -> str:
        return str((await self._ask("GET", f"/conversations/{thread}"))["status"])

    async def inbox_name(self) -> str:
        """Return the inbox's name: asks whether account, inbox and token are right."""
        return str((await self._ask("GET", f"/inboxes/{self.bridge.inbox}"))["name"])

    async def _seat_in_inbox(self, contact_ref: str, conversation_id: ConversationId) -> str:
        """Return by which name the inbox knows the contact, giving it one where it has none."""
        contact = (await self._ask("GET", f"/contacts/{contact_ref}"))["payload"]
        for seat in contact.get("contact_inboxes") or ():
            if seat["inbox"]["id"] == self.bridge.inbox:
                return str(seat["source_id"])
        fields = {"inbox_id": self.bridge.inbox, "source_id": conversation_id}
        return str((await self._ask("POST", f"/contacts/{contact_ref}/contact_inboxes", json=fields))["source_id"])

    async def _post_message(self, thread: str, kind: dict[str, object], ref: str, text: str) -> None:
        fields = kind | {"content": text, "source_id": f"{PREFIX}{ref}"}
        await self._ask("POST", f"/conversations/{thread}/messages", json=fields)

    async def _ask(self, method: str, path: str, **sent: Any) -> Any:
        """Return the answer's JSON. Raises InboxDown, InboxRefused, InboxGone."""
        url = f"{self.bridge.url}/api/v1/accounts/{self.bridge.account}{path}"
        try:
            answer = await self.http.request(method, url, headers={"api_access_token": self.token}, **sent)
        except httpx.HTTPError as error:
            raise InboxDown(f"Chatwoot did not answer: {type(error).__name__}") from error
        if answer.status_code == GONE:
            raise InboxGone(f"Chatwoot has no {path.split('?')[0]}")
        if answer.status_code in (*NOT_LET_IN, TOO_MANY) or answer.is_server_error or answer.is_redirect:
            raise InboxDown(f"Chatwoot answered {answer.status_code}")
        if answer.is_error:
            raise InboxRefused(f"Chatwoot answered {answer.status_code}: {answer.text[:200]}")
        try:
            return answer.json()
        except ValueError as error:
            raise InboxDown("Chatwoot answered without JSON") from error
