"""A small Admin API that behaves like Shopify's, served through `httpx.MockTransport`.

It knows its operations by their names, has pages with cursors, searches by ``updated_at``, counts points in a bucket
that leaks, and answers what is too much with THROTTLED, as the documentation says.
"""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

TOKEN = "shpat_test"
CUSTOMER = "+12055550106"
Row = dict[str, Any]


class FakeShopify:
    """Keeps the discounts and subscriptions it made. Set `next` to answer the coming call with something else.

    `tables` holds what its lists tell, by their names. A bucket holds `most` points; `restored` come back each second
    of `clock`.
    """

    def __init__(self) -> None:
        self.discounts: dict[str, Row] = {}
        self.tables: dict[str, list[Row]] = {
            "abandonedCheckouts": [],
            "orders": [],
            "products": [],
            "customers": [],
            "pages": [],
            "webhookSubscriptions": [],
        }
        self.policies: list[Row] = []
        self.denied_topics: frozenset[str] = frozenset()
        self.calls = 0
        self.asked: list[Row] = []
        self.next: httpx.Response | Exception | None = None
        self.most, self.left, self.restored = 2000.0, 2000.0, 100.0
        self.cost = 100.0
        self._operations: dict[str, Callable[[Row], Row]] = {
            "FindWares": lambda asked: wares(asked["words"]),
            "FindOrders": lambda asked: orders(asked["phone"]),
            "CreateCode": lambda asked: {"discountCodeBasicCreate": self.create(asked)},
            "FindCode": lambda asked: {"codeDiscountNodeByCode": self.find(asked["code"])},
            "ReadCheckouts": lambda asked: self.page("abandonedCheckouts", asked),
            "ReadOrders": lambda asked: self.page("orders", asked),
            "ReadProducts": lambda asked: {**self.page("products", asked), "shop": {"currencyCode": "USD"}},
            "ReadConsents": lambda asked: self.page("customers", asked),
            "ReadPages": lambda asked: self.page("pages", asked),
            "ReadPolicies": lambda asked: {
                "shop": {"primaryDomain": {"url": "https://tidewater.example"}, "shopPolicies": self.policies}
            },
            "ListWebhooks": lambda asked: self.page("webhookSubscriptions", asked),
            "CreateWebhook": self.subscribe,
        }

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def pass_seconds(self, seconds: float) -> None:
        """Let the bucket fill up."""
        self.left = min(self.most, self.left + seconds * self.restored)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if self.next is not None:
            given, self.next = self.next, None
            if isinstance(given, Exception):
                raise given
            return given
        if request.headers.get("x-shopify-access-token") != TOKEN:
            return httpx.Response(401, json={"errors": "[API] Invalid API key or access token"})
        question = json.loads(request.content)
        self.asked.append(question["variables"])
        if self.left < self.cost:
            error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return httpx.Response(200, json={"errors": [error], "extensions": self.extensions()})
        self.left -= self.cost
        named = re.search(r"(?:query|mutation)\s+(\w+)", question["query"])
        assert named is not None, question["query"]
        data = self._operations[named[1]](question["variables"])
        return httpx.Response(200, json={"data": data, "extensions": self.extensions()})

    def extensions(self) -> Row:
        status = {"maximumAvailable": self.most, "currentlyAvailable": self.left, "restoreRate": self.restored}
        return {"cost": {"requestedQueryCost": self.cost, "actualQueryCost": self.cost, "throttleStatus": status}}

    def page(self, table: str, asked: Row) -> Row:
        """Return a page of the rows that the search term lets through, after the cursor."""
        rows = [row for row in self.tables[table] if _is_asked_for(row, asked.get("query"))]
        begin = int(base64.b64decode(asked["after"]).decode()) if asked.get("after") else 0
        end = begin + int(asked["first"])
        info = {"hasNextPage": end < len(rows), "endCursor": base64.b64encode(str(end).encode()).decode()}
        return {table: {"nodes": rows[begin:end], "pageInfo": info}}

    def subscribe(self, asked: Row) -> Row:
        topic = asked["topic"]
        if topic in self.denied_topics:
            error = {"field": ["topic"], "message": f"Access to {topic} is denied"}
            return {"webhookSubscriptionCreate": {"webhookSubscription": None, "userErrors": [error]}}
        known = self.tables["webhookSubscriptions"]
        if any((one["topic"], one["uri"]) == (topic, asked["uri"]) for one in known):
            error = {"field": ["webhookSubscription"], "message": "Address for this topic has already been taken"}
            return {"webhookSubscriptionCreate": {"webhookSubscription": None, "userErrors": [error]}}
        row = {"id": f"gid://shopify/WebhookSubscription/{len(known)}", "topic": topic, "uri": asked["uri"]}
        known.append(row)
        return {"webhookSubscriptionCreate": {"webhookSubscription": {"id": row["id"]}, "userErrors": []}}

    def create(self, variables: Row) -> Row:
        given = variables["input"]
        code = given["code"].upper()
        if code in self.discounts:
            return refusal("TAKEN", "Code must be unique. Please try a different code.", "code")
        self.discounts[code] = given
        return {"codeDiscountNode": {"id": "gid://shopify/DiscountCodeNode/1"}, "userErrors": []}

    def find(self, code: str) -> Row | None:
        known = self.discounts.get(code.upper())
        if known is None:
            return None
        if "title" not in known:
            return {"codeDiscount": {}}
        gains = known.get("customerGets", {"value": {}})
        return {"codeDiscount": {"title": known["title"], "customerGets": {"value": gains["value"]}}}


def _is_asked_for(row: Row, query: str | None) -> bool:
    if not query:
        return True
    since = re.fullmatch(r"updated_at:>='([^']+)'", query)
    assert since is not None, query
    return datetime.fromisoformat(row["updatedAt"]) >= datetime.fromisoformat(since[1]).astimezone(UTC)


def money(amount: str, currency: str = "USD") -> Row:
    """A bag of money: the shop counts in USD, the shopper is shown `currency`."""
    return {
        "shopMoney": {"amount": amount, "currencyCode": "USD"},
        "presentmentMoney": {"amount": amount, "currencyCode": currency},
    }


def number(phone: str, state: str = "SUBSCRIBED", **changes: Any) -> Row:
    return {
        "phoneNumber": phone,
        "marketingState": state,
        "marketingOptInLevel": "SINGLE_OPT_IN",
        "marketingCollectedFrom": "SHOPIFY",
        "marketingUpdatedAt": "2026-11-24T12:00:00Z",
        **changes,
    }


def abandoned(ref: int, **changes: Any) -> Row:
    return {
        "id": f"gid://shopify/AbandonedCheckout/{ref}",
        "abandonedCheckoutUrl": f"https://tidewater.example/458/checkouts/ac/tok-{ref}/recover?key=a745",
        "completedAt": None,
        "updatedAt": "2026-11-24T17:00:00Z",
        "discountCodes": [],
        "customer": {
            "firstName": "Noah",
            "lastName": "Brown",
            "defaultPhoneNumber": number(f"+1303555{ref:04d}"),
            "loyaltyTier": "GOLD",
        },
        "shippingAddress": {"phone": None, "provinceCode": "CO", "countryCodeV2": "US"},
        "billingAddress": None,
        "totalPriceSet": money("142.30"),
        "totalDiscountSet": money("0.0"),
        "lineItems": {
            "nodes": [
                {
                    "title": "Backpack",
                    "variantTitle": "green / small",
                    "quantity": 2,
                    "product": {"id": "gid://shopify/Product/7"},
                    "variant": {"id": "gid://shopify/ProductVariant/43"},
                    "originalUnitPriceSet": money("71.15"),
                }
            ]
        },
        **changes,
    }


def bought(ref: int, **changes: Any) -> Row:
    return {
        "id": f"gid://shopify/Order/{ref}",
        "name": f"#{ref}",
        "createdAt": "2026-11-24T17:10:00Z",
        "updatedAt": "2026-11-24T17:10:00Z",
        "cancelledAt": None,
        "displayFulfillmentStatus": "UNFULFILLED",
        "discountCodes": ["save10"],
        "phone": "+13035550001",
        "customer": None,
        "billingAddress": {"countryCodeV2": "US"},
        "totalPriceSet": money("142.30", "EUR"),
        "totalRefundedSet": money("0.0", "EUR"),
        "lineItems": {"nodes": [{"variant": {"id": "gid://shopify/ProductVariant/43"}}, {"variant": None}]},
        "fulfillments": [],
        **changes,
    }


def product(ref: int, **changes: Any) -> Row:
    return {
        "id": f"gid://shopify/Product/{ref}",
        "title": "Backpack",
        "status": "ACTIVE",
        "updatedAt": "2026-11-24T16:00:00Z",
        "onlineStoreUrl": f"https://tidewater.example/products/backpack-{ref}",
        "description": "Waterproof, for a day out.",
        "variants": {
            "nodes": [
                {
                    "id": f"gid://shopify/ProductVariant/{ref}1",
                    "title": "green / small",
                    "price": "205.35",
                    "availableForSale": True,
                    "inventoryQuantity": 3,
                }
            ]
        },
        **changes,
    }


def customer(ref: int, state: str = "SUBSCRIBED", **changes: Any) -> Row:
    return {
        "id": f"gid://shopify/Customer/{ref}",
        "firstName": "Mei",
        "lastName": "K.",
        "updatedAt": "2026-11-24T16:00:00Z",
        "defaultPhoneNumber": number(f"+1303555{ref:04d}", state),
        **changes,
    }


def refusal(code: str, message: str, field: str) -> dict[str, Any]:
    error = {"field": ["basicCodeDiscount", field], "code": code, "message": message}
    return {"codeDiscountNode": None, "userErrors": [error]}


def wares(words: str) -> dict[str, Any]:
    """The one product that the shop sells, where it is asked for."""
    variants = [
        {"id": f"gid://shopify/ProductVariant/{n}", "title": title, "price": price} | stock
        for n, (title, price, stock) in enumerate(
            (
                ("green / small", "205.35", {"availableForSale": True, "inventoryQuantity": 3}),
                ("black / large", "199.00", {"availableForSale": False, "inventoryQuantity": -2}),
                ("Default Title", "10.00", {"availableForSale": True, "inventoryQuantity": None}),
            )
        )
    ]
    known = [{"title": "Backpack", "variants": {"nodes": variants}}] if "backpack" in words.lower() else []
    return {"products": {"nodes": known}, "shop": {"currencyCode": "USD"}}


def orders(phone: str) -> dict[str, Any]:
    """The orders of the one customer that the shop has."""
    if phone != CUSTOMER:
        return {"customerByIdentifier": None}
    line = {"title": "Backpack", "variantTitle": "green / small", "quantity": 2}
    parcel = {"displayStatus": "IN_TRANSIT", "trackingInfo": [{"company": "UPS", "number": "1Z", "url": None}]}
    states = (("#1031", "FULFILLED", None, [parcel]), ("#1030", "UNFULFILLED", "2026-11-02T10:00:00Z", []))
    nodes = [
        {
            "name": name,
            "createdAt": "2026-11-01T10:00:00Z",
            "cancelledAt": cancelled,
            "displayFulfillmentStatus": status,
            "lineItems": {"nodes": [line]},
            "fulfillments": parcels,
        }
        for name, status, cancelled, parcels in states
    ]
    return {"customerByIdentifier": {"orders": {"nodes": nodes}}}
