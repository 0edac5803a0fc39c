"""A small messaging API that behaves like Telnyx's, served through `httpx.MockTransport`, and signs its webhooks."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from channels.carrier import WebhookRequest
from conversation.clock import Clock

Row = dict[str, object]


class FakeTelnyx:
    """Keeps the texts it accepts. Set `before` or `after` to make the next send fail on either side of keeping."""

    def __init__(self, api_key: str, clock: Clock, opted_out: frozenset[str] = frozenset()) -> None:
        self.api_key = api_key
        self.clock = clock
        self.opted_out = opted_out
        self.key = Ed25519PrivateKey.generate()
        self.rows: list[Row] = []
        self.bodies: list[Row] = []
        self.files: dict[str, bytes] = {}
        self.asked: list[httpx.Request] = []
        self.before: Exception | httpx.Response | None = None
        self.after: Exception | httpx.Response | None = None
        self.page_limit = 50
        self.numbers: list[Row] = []
        self.profiles: dict[str, Row] = {}
        self.places: dict[str, str] = {}

    @property
    def public_key(self) -> str:
        return b64encode(self.key.public_key().public_bytes_raw()).decode()

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if (file := self.files.get(str(request.url))) is not None:
            return httpx.Response(200, stream=Streamed(file))
        if request.headers.get("authorization") != f"Bearer {self.api_key}":
            return problem(401, "10009", "Authentication failed")
        if request.method == "POST" and request.url.path == "/v2/messages":
            return self.create(json.loads(request.content))
        if (found := self.looked_up(request.url)) is not None:
            return found
        if request.url.path == "/v2/detail_records":
            return self.records(request.url.params)
        for row in self.rows:
            if request.url.path == f"/v2/messages/{row['id']}":
                return httpx.Response(200, json={"data": row})
        return problem(404, "10005", "Resource not found")

    def looked_up(self, url: httpx.URL) -> httpx.Response | None:
        """Numbers, messaging profiles and places in campaigns; None for what is none of these."""
        if url.path == "/v2/phone_numbers/messaging":
            found = [row for row in self.numbers if row["phone_number"] == url.params["filter[phone_number]"]]
            return httpx.Response(200, json={"data": found, "meta": {"total_pages": 1}})
        part, _, ref = url.path.removeprefix("/v2/").rpartition("/")
        if part == "messaging_profiles" and ref in self.profiles:
            return httpx.Response(200, json={"data": {"id": ref, **self.profiles[ref]}})
        if part == "10dlc/phone_number_campaigns" and ref in self.places:
            return httpx.Response(200, json={"phoneNumber": ref, "assignmentStatus": self.places[ref]})
        return None

    def create(self, body: Row) -> httpx.Response:
        if self.before is not None:
            return happen(self.before)
        self.bodies.append(body)
        refusal = self.refusal(body)
        if refusal is not None:
            return refusal
        row = self.keep(body)
        return httpx.Response(200, json={"data": row}) if self.after is None else happen(self.after)

    def refusal(self, body: Row) -> httpx.Response | None:
        if not str(body["to"]).startswith("+"):
            return problem(400, "10016", "Phone number must be in +E.164 format")
        if body["to"] in self.opted_out:
            return problem(400, "40300", "Blocked due to STOP message")
        if "from" not in body and "messaging_profile_id" not in body:
            return problem(400, "10004", "Missing required parameter")
        if len(self.media_of(body)) > 10:
            return problem(400, "10015", "Bad Request")
        if not body["text"] and not self.media_of(body):
            return problem(400, "10004", "Missing required parameter")
        if not str(body.get("webhook_url", "https://")).startswith("https://"):
            return problem(400, "10003", "Invalid URL")
        if len(str(body["text"])) > 1600:
            return problem(400, "10015", "Bad Request")
        return None

    @staticmethod
    def media_of(body: Row) -> list[object]:
        media = body.get("media_urls", [])
        assert isinstance(media, list) and (not media or body["type"] == "MMS")
        return media

    def keep(self, body: Row) -> Row:
        row: Row = {
            "id": str(UUID(int=len(self.rows) + 1)),
            "record_type": "message",
            "direction": "outbound",
            "from": {"phone_number": body.get("from", "+18885550123")},
            "to": [{"phone_number": body["to"], "status": "queued"}],
            "text": body["text"],
            "received_at": self.clock.now().isoformat(),
            "webhook_url": body.get("webhook_url"),
        }
        self.rows.insert(0, row)
        return row

    def records(self, asked: httpx.QueryParams) -> httpx.Response:
        matching = [record for row in self.rows if wanted(record := record_of(row), asked)]
        size = min(int(asked["page[size]"]), self.page_limit)
        number, pages = int(asked["page[number]"]), -(-len(matching) // size)
        meta = {"page_number": number, "page_size": size, "total_pages": pages, "total_results": len(matching)}
        return httpx.Response(200, json={"data": matching[(number - 1) * size : number * size], "meta": meta})

    def signed(self, url: str, event: Mapping[str, object]) -> WebhookRequest:
        """A webhook as Telnyx posts it."""
        sent, body = str(int(self.clock.now().timestamp())), json.dumps(event).encode()
        signature = b64encode(self.key.sign(f"{sent}|".encode() + body)).decode()
        headers = {
            "content-type": "application/json",
            "telnyx-timestamp": sent,
            "telnyx-signature-ed25519": signature,
        }
        return WebhookRequest(url, headers, body)


class Streamed(httpx.AsyncByteStream):
    """An answer that is read as it comes, as from a network."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


def record_of(row: Row) -> Row:
    to, from_ = row["to"], row["from"]
    assert isinstance(to, list) and isinstance(from_, dict)
    return {
        "record_type": "message_detail_record",
        "uuid": row["id"],
        "direction": "outbound",
        "cli": from_["phone_number"],
        "cld": to[0]["phone_number"],
        "created_at": row["received_at"],
        "status": "queued",
        "delivery_status_webhook_url": row["webhook_url"],
    }


def wanted(record: Row, asked: httpx.QueryParams) -> bool:
    return (
        record["cli"] == asked.get("filter[cli]", record["cli"])
        and record["cld"] == asked.get("filter[cld]", record["cld"])
        and str(record["created_at"]) >= asked["filter[created_at][gte]"]
    )


def problem(status: int, code: str, title: str) -> httpx.Response:
    return httpx.Response(status, json={"errors": [{"code": code, "title": title, "detail": title}]})


def happen(event: Exception | httpx.Response) -> httpx.Response:
    if isinstance(event, Exception):
        raise event
    return event
