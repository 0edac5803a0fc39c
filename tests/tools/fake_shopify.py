"""A small Admin API that behaves like Shopify's, served through `httpx.MockTransport`."""

import json
from typing import Any

import httpx

TOKEN = "shpat_test"
CUSTOMER = "+12055550106"


class FakeShopify:
    """Keeps the discounts it made. Set `next` to answer the coming call with something else."""

    def __init__(self) -> None:
        self.discounts: dict[str, dict[str, Any]] = {}
        self.calls = 0
        self.next: httpx.Response | Exception | None = None

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if self.next is not None:
            given, self.next = self.next, None
            if isinstance(given, Exception):
                raise given
            return given
        if request.headers.get("x-shopify-access-token") != TOKEN:
            return httpx.Response(401, json={"errors": "[API] Invalid API key or access token"})
        asked = json.loads(request.content)
        if "FindWares" in asked["query"]:
            return httpx.Response(200, json={"data": wares(asked["variables"]["words"])})
        if "FindOrders" in asked["query"]:
            return httpx.Response(200, json={"data": orders(asked["variables"]["phone"])})
        if "discountCodeBasicCreate" in asked["query"]:
            return httpx.Response(200, json={"data": {"discountCodeBasicCreate": self.create(asked["variables"])}})
        return httpx.Response(200, json={"data": {"codeDiscountNodeByCode": self.find(asked["variables"]["code"])}})

    def create(self, variables: dict[str, Any]) -> dict[str, Any]:
        given = variables["input"]
        code = given["code"].upper()
        if code in self.discounts:
            return refusal("TAKEN", "Code must be unique. Please try a different code.", "code")
        self.discounts[code] = given
        return {"codeDiscountNode": {"id": "gid://shopify/DiscountCodeNode/1"}, "userErrors": []}

    def find(self, code: str) -> dict[str, Any] | None:
        known = self.discounts.get(code.upper())
        return {"codeDiscount": {"title": known["title"]} if "title" in known else {}} if known else None


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
