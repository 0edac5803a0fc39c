"""A small REST API that behaves like WooCommerce's, served through `httpx.MockTransport`."""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from conversation.clock import ScriptedClock
from tests.tools.house import NOW
from tools.woocommerce_api import PAGES_PATH, ROOT, WooAccount
from tools.woocommerce_news import WooSite
from tools.woocommerce_shop import WooShop

URL = "https://tidewater.example"
KEY, SECRET = "ck_test", "cs_test"
CUSTOMER = "+12055550106"
PER_PAGE = 10
WEBHOOK_SECRET = "the webhooks' own"
CONSENT = "_sms_consent"


class FakeWoo:
    """Keeps the coupons it made. Set `next` to answer the coming call with something else."""

    def __init__(self, orders: list[dict[str, Any]] | None = None) -> None:
        self.coupons: dict[int, dict[str, Any]] = {}
        self.orders = orders if orders is not None else [order(1030, status="cancelled"), order(1031)]
        self.products = PRODUCTS
        self.customers: list[dict[str, Any]] = []
        self.webhooks: list[dict[str, Any]] = []
        self.pages: list[dict[str, Any]] = []
        self.asked: list[httpx.Request] = []
        self.next: httpx.Response | Exception | None = None

    def shop(self) -> WooShop:
        return shop_through(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.next is not None:
            given, self.next = self.next, None
            if isinstance(given, Exception):
                raise given
            return given
        if request.url.path == PAGES_PATH:
            assert "authorization" not in request.headers, "the keys are not WordPress's"
            return listed(request.url.params, self.pages)
        expected = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return refusal(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        return self.route(request, request.url.path.removeprefix(ROOT).strip("/"))

    def route(self, request: httpx.Request, path: str) -> httpx.Response:
        params, (noun, *rest) = request.url.params, path.split("/")
        match noun:
            case "coupons":
                return self.about_coupons(request, rest)
            case "products":
                return self.about_products(params, rest)
            case "orders":
                return self.list_orders(params)
            case "customers":
                return listed(params, self.customers)
            case "webhooks":
                return self.about_webhooks(request, rest)
            case "data":
                return httpx.Response(200, json={"code": "USD", "name": "United States (US) dollar", "symbol": "&#36;"})
        return refusal(404, "rest_no_route", "No route was found matching the URL and request method.")

    def about_coupons(self, request: httpx.Request, rest: list[str]) -> httpx.Response:
        if request.method == "POST":
            return self.create(json.loads(request.content))
        if request.method == "DELETE":
            return httpx.Response(200, json=self.coupons.pop(int(rest[0])))
        code = request.url.params["code"].lower()
        return listed(request.url.params, [row for row in self.coupons.values() if row["code"] == code])

    def about_products(self, params: httpx.QueryParams, rest: list[str]) -> httpx.Response:
        if rest[1:] == ["variations"]:
            return listed(params, VARIATIONS.get(int(rest[0]), []))
        if rest:
            return httpx.Response(200, json=next(row for row in self.products if row["id"] == int(rest[0])))
        words, rows = params.get("search", "").lower(), changed(params, self.products)
        return listed(params, [row for row in rows if words in row["name"].lower()])

    def about_webhooks(self, request: httpx.Request, rest: list[str]) -> httpx.Response:
        if request.method == "GET":
            return listed(request.url.params, [{**row, "secret": ""} for row in self.webhooks])
        given = json.loads(request.content)
        if rest:
            self.webhooks[int(rest[0]) - 1] |= given
            return told_without_secret(self.webhooks[int(rest[0]) - 1], 200)
        self.webhooks.append(given | {"id": len(self.webhooks) + 1})
        return told_without_secret(self.webhooks[-1], 201)

    def create(self, given: dict[str, Any]) -> httpx.Response:
        """Codes are folded to lower case; `date_expires_gmt` has no setter and is dropped, as in the real one."""
        code = given["code"].lower()
        if any(row["code"] == code for row in self.coupons.values()):
            return refusal(400, "woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
        expires = given.get("date_expires")
        row = {
            **{
                "usage_limit": None,
                "usage_limit_per_user": None,
                "individual_use": False,
                "discount_type": "fixed_cart",
            },
            **{name: value for name, value in given.items() if not name.startswith("date_")},
            "id": len(self.coupons) + 1,
            "code": code,
            "amount": f"{float(given['amount']):.2f}",
            "date_expires_gmt": gmt(datetime.fromisoformat(expires).astimezone(UTC)) if expires else None,
            "used_by": [],
            "meta_data": [],
        }
        self.coupons[row["id"]] = row
        return httpx.Response(201, json=row)

    def list_orders(self, params: httpx.QueryParams) -> httpx.Response:
        """Drafts are told only where they are asked for by name, as since WooCommerce 10.8."""
        named = params.get("status", "any").split(",")
        rows = [row for row in changed(params, self.found(params.get("search", ""))) if is_asked(row["status"], named)]
        return listed(params, rows)

    def found(self, words: str) -> list[dict[str, Any]]:
        """Newest first; the search goes through the addresses as they were typed."""
        rows = [row for row in self.orders if words in " ".join(map(str, row["billing"].values()))]
        return sorted(rows, key=lambda row: row["date_created_gmt"], reverse=True)


def shop_through(answer: Callable[[httpx.Request], httpx.Response], consent_field: str = CONSENT) -> WooShop:
    """Return the shop whose requests are answered so."""
    site = WooSite("tidewater.example", URL, consent_field)
    return WooShop(WooAccount(URL, KEY, SECRET, WEBHOOK_SECRET), site, ScriptedClock(NOW), httpx.MockTransport(answer))


def gmt(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def listed(params: httpx.QueryParams, rows: list[dict[str, Any]]) -> httpx.Response:
    """Return one page of rows with the totals in headers; an offset goes before a page, as in WordPress."""
    each, page = int(params.get("per_page", PER_PAGE)), int(params.get("page", 1))
    begin = int(params.get("offset", (page - 1) * each))
    if params.get("orderby") == "id":
        rows = sorted(rows, key=lambda row: row.get("id", 0))
    pages = max(1, -(-len(rows) // each))
    headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
    return httpx.Response(200, json=rows[begin : begin + each], headers=headers)


def changed(params: httpx.QueryParams, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those that changed after `modified_after`; without `dates_are_gmt` that is the site's own zone."""
    since = params.get("modified_after")
    assert since is None or params.get("dates_are_gmt") == "true"
    return [row for row in rows if since is None or row["date_modified_gmt"] > since]


def is_asked(status: str, named: list[str]) -> bool:
    return status in named or ("any" in named and status != "checkout-draft")


def told_without_secret(row: dict[str, Any], status: int) -> httpx.Response:
    return httpx.Response(status, json={name: value for name, value in row.items() if name != "secret"})


def refusal(status: int, code: str, message: str) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "message": message, "data": {"status": status}})


def order(number: int, **changes: Any) -> dict[str, Any]:
    """An order as API and webhooks tell it. Higher numbers are later ones."""
    minute = f"2026-11-01T10:{number % 60:02d}:00"
    parcel = {
        "tracking_provider": "UPS",
        "tracking_number": "1Z",
        "custom_tracking_link": "",
        "date_shipped": "1793525400",
    }
    row: dict[str, Any] = {
        "id": number,
        "parent_id": 0,
        "number": str(number),
        "order_key": "wc_order_x",
        "created_via": "checkout",
        "version": "11.2.0",
        "status": "completed",
        "currency": "USD",
        "date_created": minute,
        "date_created_gmt": minute,
        "date_modified_gmt": minute,
        "date_paid_gmt": minute,
        "total": "410.70",
        "prices_include_tax": False,
        "customer_id": 7,
        "billing": address("(205) 555-0106"),
        "shipping": address(""),
        "payment_url": f"{URL}/checkout/order-pay/{number}/?pay_for_order=true&key=wc_order_x",
        "needs_payment": False,
        "line_items": [line()],
        "coupon_lines": [],
        "refunds": [],
        "meta_data": [{"id": 1, "key": "_wc_shipment_tracking_items", "value": [parcel]}],
    }
    return row | changes


def begun(number: int, **changes: Any) -> dict[str, Any]:
    """A checkout that was left before it was paid."""
    return order(
        number, **{"status": "pending", "needs_payment": True, "date_paid_gmt": None, "meta_data": []} | changes
    )


def customer(number: int, agreed: object) -> dict[str, Any]:
    return {
        "id": number,
        "first_name": "Ada",
        "last_name": "Lovell",
        "date_created_gmt": "2026-11-01T09:00:00",
        "date_modified_gmt": "2026-11-02T09:00:00",
        "billing": address(f"(303) 555-{number:04d}"),
        "meta_data": [{"id": 1, "key": CONSENT, "value": agreed}],
    }


def web_page(name: str, title: str) -> dict[str, Any]:
    """A page of the shop's WordPress."""
    return {"link": f"{URL}/{name}", "title": {"rendered": title}, "content": {"rendered": f"<p>{title}.</p>"}}


def address(phone: str, **changes: str) -> dict[str, str]:
    return {
        "first_name": "Ada",
        "last_name": "Lovell",
        "address_1": "1 Quay",
        "city": "Mobile",
        "state": "AL",
        "postcode": "36601",
        "country": "US",
        "email": "ada@example.com",
        "phone": phone,
    } | changes


def line(**changes: Any) -> dict[str, Any]:
    options = [
        {"id": 1, "key": "pa_color", "value": "green", "display_key": "Color", "display_value": "green"},
        {"id": 2, "key": "pa_size", "value": "small", "display_key": "Size", "display_value": "small"},
        {"id": 3, "key": "_reduced_stock", "value": "2", "display_key": "_reduced_stock", "display_value": "2"},
    ]
    return {
        "id": 1,
        "name": "Backpack - green, small",
        "parent_name": "Backpack",
        "product_id": 10,
        "variation_id": 11,
        "quantity": 2,
        "subtotal": "410.70",
        "subtotal_tax": "0.00",
        "total": "410.70",
        "price": 205.35,
        "meta_data": options,
    } | changes


def product(number: int, name: str, price: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "type": "simple",
        "status": "publish",
        "catalog_visibility": "visible",
        "permalink": f"{URL}/product/{number}/",
        "short_description": "<p>Made for <b>rain</b>.</p>",
        "description": "",
        "price": price,
        "purchasable": True,
        "stock_status": "instock",
        "stock_quantity": None,
        "attributes": [],
        "parent_id": 0,
        "date_modified_gmt": "2026-11-01T10:00:00",
    } | changes


def variation(number: int, price: str, *options: str, **changes: Any) -> dict[str, Any]:
    named = [{"id": 1, "name": "Any", "option": option} for option in options]
    return product(number, ", ".join(options), price, type="variation", parent_id=10, attributes=named, **changes)


PRODUCTS = [
    product(9, "Backpack cover", "19.00", stock_status="onbackorder"),
    product(10, "Backpack", "199.00", type="variable", attributes=[{"id": 1, "name": "Color", "options": ["green"]}]),
    product(20, "Kettle", ""),
    product(21, "Backpack, not shown", "1.00", catalog_visibility="hidden"),
]
VARIATIONS = {
    10: [
        variation(12, "199.00", "black", "large", stock_status="outofstock", stock_quantity=-2),
        variation(11, "205.35", "green", "small", stock_quantity=3),
    ]
}


def phone_as_typed(digits: str) -> str:
    """Write a US number as people do."""
    return re.sub(r"^\+1(\d{3})(\d{3})(\d{4})$", r"\1.\2 \3", digits)
