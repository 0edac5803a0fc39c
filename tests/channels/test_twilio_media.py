"""Media come from Twilio with our credentials and from nowhere else: against a server of its shape on this machine."""

import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from channels.errors import NoMedia, Unreachable
from channels.twilio import Twilio, TwilioAccount
from tests.channels.pictures import png

SID, TOKEN = "AC1", "a-token-of-the-carrier"
MEDIA = f"/2010-04-01/Accounts/{SID}/Messages/MM1/Media/"
BASIC = "Basic " + b64encode(f"{SID}:{TOKEN}".encode()).decode()
MOST = 100_000


class Server:
    """What it was asked, and how it answers: by path, a status with headers and a body."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        seen = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.asked.append((self.path, self.headers.get("authorization")))
                status, headers, body = seen.answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quietly."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}"

    def sends_on(self, place: str, to: str, status: int = 307) -> str:
        self.answers[MEDIA + place] = (status, {"location": to}, b"")
        return self.address + MEDIA + place


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join(5)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server, Server]]:
    """Twilio's API, its store, and somebody else's machine."""
    with running() as api, running() as store, running() as foreign:
        for one in (store, foreign):
            one.answers["/file.png"] = (200, {"content-type": "image/png"}, png())
        yield api, store, foreign


@pytest.fixture
async def carrier(servers: tuple[Server, Server, Server]) -> AsyncIterator[Twilio]:
    api, store, _ = servers
    for one in servers:
        one.asked.clear()
    twilio = Twilio(TwilioAccount(SID, TOKEN, base_url=api.address, media_stores=(f"{store.address}/",), timeout=2))
    yield twilio
    await twilio.close()


async def test_the_file_is_asked_for_with_our_credentials(
    carrier: Twilio, servers: tuple[Server, Server, Server]
) -> None:
    api, _, _ = servers
    api.answers[MEDIA + "ME1"] = (200, {"content-type": "image/png"}, png())
    assert await carrier.fetch_media(api.address + MEDIA + "ME1", MOST) == png()
    assert api.asked == [(MEDIA + "ME1", BASIC)]


async def test_twilios_own_store_is_asked_without_them(carrier: Twilio, servers: tuple[Server, Server, Server]) -> None:
    api, store, _ = servers
    address = api.sends_on("ME2", f"{store.address}/file.png")
    assert await carrier.fetch_media(address, MOST) == png()
    assert store.asked == [("/file.png", None)]


@pytest.mark.parametrize(
    "disguise", ["{foreign}/file.png", "{store}@{foreign_host}/file.png", "//{foreign_host}/file.png"]
)
async def test_nobody_else_is_asked_wherever_we_are_sent(
    carrier: Twilio, servers: tuple[Server, Server, Server], disguise: str
) -> None:
    api, store, foreign = servers
    host = foreign.address.removeprefix("http://")
    to = disguise.format(foreign=foreign.address, foreign_host=host, store=store.address)
    with pytest.raises(NoMedia, match="not its own"):
        await carrier.fetch_media(api.sends_on("ME3", to), MOST)
    assert foreign.asked == []


async def test_a_store_may_not_send_us_further(carrier: Twilio, servers: tuple[Server, Server, Server]) -> None:
    api, store, foreign = servers
    store.answers["/on"] = (302, {"location": f"{foreign.address}/file.png"}, b"")
    with pytest.raises(NoMedia, match="more than once"):
        await carrier.fetch_media(api.sends_on("ME4", f"{store.address}/on"), MOST)
    assert foreign.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "{foreign}/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "{api}/2010-04-01/Accounts/AC2/Messages/MM1/Media/ME1",
        "{api}/2010-04-01/Accounts/AC1/Messages.json",
        "{api}/2010-04-01/Accounts/AC1/Messages/MM1/Media/../../../Keys",
        "{api}.evil.example/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "file:///etc/passwd",
        "",
    ],
)
async def test_no_other_address_is_asked_at_all(
    carrier: Twilio, servers: tuple[Server, Server, Server], address: str
) -> None:
    api, _, foreign = servers
    with pytest.raises(NoMedia):
        await carrier.fetch_media(address.format(api=api.address, foreign=foreign.address), MOST)
    assert api.asked == foreign.asked == []


async def test_too_much_is_not_read_to_its_end(carrier: Twilio, servers: tuple[Server, Server, Server]) -> None:
    api, _, _ = servers
    api.answers[MEDIA + "ME5"] = (200, {}, bytes(MOST + 1))
    with pytest.raises(NoMedia, match="more than 97 KiB"):
        await carrier.fetch_media(api.address + MEDIA + "ME5", MOST)


@pytest.mark.parametrize(("status", "error"), [(404, NoMedia), (410, NoMedia), (500, Unreachable), (429, Unreachable)])
async def test_what_is_gone_is_gone_and_what_fails_is_asked_again(
    carrier: Twilio, servers: tuple[Server, Server, Server], status: int, error: type[Exception]
) -> None:
    api, _, _ = servers
    api.answers[MEDIA + "ME6"] = (status, {}, b"")
    with pytest.raises(error):
        await carrier.fetch_media(api.address + MEDIA + "ME6", MOST)
