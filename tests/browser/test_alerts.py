"""A phone subscribes by a press, a real push message reaches its service worker, and Take over is under the thumb."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.alerts.push import encoded
from conversation.alert import TOPICS
from tests.browser.steps import text

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PHONE = {"width": 390, "height": 844}
THUMB_BEGINS = 0.66
"""The lower third of a phone that is held in one hand."""
AUTH = b"sixteen secret b"


class PushService:
    """What a browser's maker runs. It keeps what it is posted, and its device's key can read it."""

    def __init__(self) -> None:
        self.posts: list[bytes] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.posts.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(201)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._key = ec.generate_private_key(ec.SECP256R1())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def subscription(self) -> dict[str, Any]:
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": encoded(point), "auth": encoded(AUTH)}
        return {"endpoint": f"http://127.0.0.1:{self._server.server_port}/device", "keys": keys}

    def read(self, number: int) -> str:
        """Return what the device reads."""
        sealed = self.posts[number]
        return str(http_ece.decrypt(sealed, private_key=self._key, auth_secret=AUTH, version="aes128gcm"), "utf-8")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def push_service() -> Iterator[PushService]:
    service = PushService()
    yield service
    service.close()


def subscribes_at(page: playwright.Page, service: PushService) -> None:
    """Let the browser subscribe at our push service, for its maker's is not reached from here."""
    page.add_init_script(
        "PushManager.prototype.getSubscription = async () => null;"
        "PushManager.prototype.subscribe = async (options) => {"
        " if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error('no key');"
        f" return {{ toJSON: () => ({json.dumps(service.subscription)}) }}; }};"
    )


def deliver(page: playwright.Page, address: str, content: str) -> None:
    """Hand a push message to the page's service worker, as the browser does when its maker's service sends one."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _ in range(50):
        if found:
            break
        page.wait_for_timeout(50)
    message = {"origin": address, "registrationId": found[0], "data": content}
    session.send("ServiceWorker.deliverPushMessage", message)


SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 50; tries += 1) {
    const shown = await worker.getNotifications();
    if (shown.length) return shown.map((one) => ({ title: one.title, body: one.body, path: one.data.path }));
    await new Promise((done) => setTimeout(done, 50));
  }
  return [];
}"""


def test_a_phone_is_alerted_and_take_over_is_under_the_thumb(
    browser: playwright.Browser, address: str, push_service: PushService
) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, permissions=["notifications"])
    page = context.new_page()
    subscribes_at(page, push_service)
    page.goto(f"{address}/account/alerts")
    page.get_by_role("button", name="Alert this device").click()
    expect(page.locator("table.devices")).to_contain_text("Chrome on Linux")
    page.get_by_role("button", name="Test my devices").click()
    expect(page.locator(".notice")).to_contain_text("The test arrived")
    assert json.loads(push_service.read(0))["title"] == "A test: alerts arrive here"

    text(address, "a real person please")
    for _ in range(200):
        if len(push_service.posts) > 1:
            break
        page.wait_for_timeout(50)
    content = push_service.read(1)
    deliver(page, address, content)
    [shown] = page.evaluate(SHOWN)
    assert shown["title"] == "N. asks for a person"
    assert "Noah" not in content and "real person" not in content and "555" not in content

    page.goto(f"{address}{shown['path']}")
    take_over = page.get_by_role("button", name="Take over", exact=True)
    expect(take_over).to_be_in_viewport()
    boxes = (take_over.bounding_box() for _ in range(20))  # None while live news put the desk in anew
    box = next(box for box in boxes if box is not None)
    assert box["y"] > PHONE["height"] * THUMB_BEGINS and box["height"] >= 44 and box["width"] > 300
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.locator("#words").focus()
    expect(page.locator(".control form")).not_to_have_css("position", "fixed")  # it covers nothing while somebody types
    page.locator("#words").blur()
    take_over.tap()
    expect(page.locator(".control")).to_contain_text("You have control")
    context.close()


def test_a_merchants_hooks_are_made_chosen_and_tried(
    page: playwright.Page, address: str, push_service: PushService
) -> None:
    page.goto(f"{address}/settings/alerts")
    page.get_by_label("Webhook, signed").check()
    page.get_by_label("Name").fill("Our desk")
    page.get_by_label("Address of its incoming webhook").fill(push_service.subscription["endpoint"])
    page.get_by_role("button", name="Add", exact=True).click()
    secret = page.get_by_label("Copy it now").input_value()
    assert secret.startswith("whsec_")
    hook = page.locator("details.reply", has_text="Our desk")
    hook.locator("summary").click()
    hook.get_by_label("Our desk: a shopper wants a refund").uncheck()
    hook.get_by_role("button", name="Save").click()
    expect(hook).to_contain_text(f"{len(TOPICS) - 1} of {len(TOPICS)} topics")
    hook.locator("summary").click()
    hook.get_by_role("button", name="New secret").click()
    assert page.get_by_label("Copy it now").input_value() != secret
    hook.locator("summary").click()
    hook.get_by_role("button", name="Test", exact=True).click()
    expect(page.locator(".notice")).to_contain_text("the test arrived (HTTP 201)")
    assert json.loads(push_service.posts[-1])["type"] == "alert.test"
    row = page.locator("table.deliveries tbody tr").first
    expect(row).to_contain_text("Our desk")
    expect(row).to_contain_text("HTTP 201")
