"""A small Messages API that behaves like Twilio's, served through `httpx.MockTransport`."""

from base64 import b64encode
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl

import httpx

from conversation.clock import Clock

Row = dict[str, object]


class FakeTwilio:
    """Keeps the texts it accepts. Set `before` or `after` to make the next send fail on either side of keeping."""

    def __init__(self, sid: str, password: str, clock: Clock, opted_out: frozenset[str] = frozenset()) -> None:
        self.path = f"/2010-04-01/Accounts/{sid}/Messages.json"
        self.credentials = b64encode(f"{sid}:{password}".encode()).decode()
        self.clock = clock
        self.opted_out = opted_out
        self.rows: list[Row] = []
        self.forms: list[dict[str, str]] = []
        self.media: list[list[str]] = []
        self.picked = "+18885550123"
        """The number that a Messaging Service picks."""
        self.before: Exception | httpx.Response | None = None
        self.after: Exception | httpx.Response | None = None
        self.page_limit = 1000
        self.numbers: list[Row] = []
        self.services: dict[str, Row] = {}
        self.pool: list[Row] = []
        self.campaigns: list[Row] = []
        self.silence = 0
        """The HTTP status of every look-up, where it is not 0."""

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization") != f"Basic {self.credentials}":
            return problem(401, 20003, "Authenticate")
        for row in self.rows:
            if request.url.path == self.path.replace(".json", f"/{row['sid']}.json"):
                return httpx.Response(200, json=row)
        if (found := self.looked_up(request.url)) is not None:
            return found
        if request.url.path != self.path:
            return problem(404, 20404, "The requested resource was not found")
        return self.create(request) if request.method == "POST" else self.list(request)

    def looked_up(self, url: httpx.URL) -> httpx.Response | None:
        """Numbers, short codes, Messaging Services, their senders and campaigns; None for what is none of these."""
        if self.silence:
            return httpx.Response(self.silence)
        account = self.path.removesuffix("/Messages.json")
        for kind, rows, asked in (
            ("IncomingPhoneNumbers", "incoming_phone_numbers", "PhoneNumber"),
            ("SMS/ShortCodes", "short_codes", "ShortCode"),
        ):
            if url.path == f"{account}/{kind}.json":
                named = rows.removeprefix("incoming_").removesuffix("s")
                found = [row for row in self.numbers if row.get(named) == url.params[asked]]
                return httpx.Response(200, json={rows: found})
        if url.host != "messaging.twilio.com":
            return None
        sid, _, part = url.path.removeprefix("/v1/Services/").partition("/")
        if sid not in self.services:
            return problem(404, 20404, "The requested resource was not found")
        if part == "PhoneNumbers":
            return httpx.Response(200, json={"phone_numbers": self.pool, "meta": {"next_page_url": None}})
        if part == "Compliance/Usa2p":
            return httpx.Response(200, json={"compliance": self.campaigns, "meta": {"next_page_url": None}})
        return httpx.Response(200, json={"sid": sid, **self.services[sid]})

    def create(self, request: httpx.Request) -> httpx.Response:
        if self.before is not None:
            return happen(self.before)
        pairs = parse_qsl(request.content.decode(), keep_blank_values=True)
        form = {name: value for name, value in pairs if name != "MediaUrl"}
        self.forms.append(form)
        self.media.append([value for name, value in pairs if name == "MediaUrl"])
        refusal = self.refusal(form)
        if refusal is not None:
            return refusal
        row = self.keep(form.get("From", self.picked), form["To"], form["Body"], self.clock.now())
        row |= {"num_media": str(len(self.media[-1]))}
        if "MessagingServiceSid" in form:
            row |= {"messaging_service_sid": form["MessagingServiceSid"], "status": "accepted"}
        return httpx.Response(201, json=row) if self.after is None else happen(self.after)

    def refusal(self, form: dict[str, str]) -> httpx.Response | None:
        if not form["To"].startswith("+"):
            return problem(400, 21211, "Invalid 'To' Phone Number")
        if form["To"] in self.opted_out:
            return problem(400, 21610, "Attempt to send to unsubscribed recipient")
        if "From" not in form and "MessagingServiceSid" not in form:
            return problem(400, 21603, "A 'From' phone number is required")
        if len(self.media[-1]) > 10:
            return problem(400, 21623, "Number of media files exceeds allowed limit")
        if not form["Body"] and not self.media[-1]:
            return problem(400, 21602, "Message body is required")
        if not form.get("StatusCallback", "https://").startswith("https://"):
            return problem(400, 21609, "The 'StatusCallback' URL is not a valid URL")
        if len(form["Body"]) > 1600:
            return problem(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        return None

    def keep(self, from_: str, to: str, body: str, created: datetime, direction: str = "outbound-api") -> Row:
        row: Row = {
            "sid": f"SM{len(self.rows):032x}",
            "status": "queued",
            "from": from_,
            "to": to,
            "body": body,
            "direction": direction,
            "date_created": format_datetime(created.replace(microsecond=0)),
            "date_sent": None,
            "error_code": None,
        }
        self.rows.insert(0, row)
        return row

    def list(self, request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        matching = [
            row
            for row in self.rows
            if row["from"] == asked.get("From", row["from"]) and row["to"] == asked.get("To", row["to"])
        ]
        size = min(int(asked["PageSize"]), self.page_limit)
        start = int(asked.get("Page", "0")) * size
        following = asked.set("Page", int(asked.get("Page", "0")) + 1)
        more = f"{self.path}?{following}" if start + size < len(matching) else None
        return httpx.Response(200, json={"messages": matching[start : start + size], "next_page_uri": more})


def problem(status: int, code: int, message: str) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "message": message, "status": status})


def happen(event: Exception | httpx.Response) -> httpx.Response:
    if isinstance(event, Exception):
        raise event
    return event
