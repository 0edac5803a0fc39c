"""Payloads of the shape that Shopify documents, with fields that nobody here reads, and their signed headers."""

import json
from typing import Any

from tools.shopify import sign

SECRET = "hush"
ADDRESS = {"phone": "(303) 555-0177", "province_code": "CO", "country_code": "US", "zip": "80279", "city": "Denver"}


def checkout(**changes: Any) -> dict[str, Any]:
    return {
        "id": 35481578373269,
        "token": "3d58ad45d661cd34d882fda5c68a36b8",
        "cart_token": "c1-830e691d16f1093cfcde75960320d9cd",
        "email": None,
        "gateway": None,
        "buyer_accepts_sms_marketing": True,
        "sms_marketing_phone": "+1 303-555-0111",
        "phone": None,
        "created_at": "2026-11-24T12:13:51-05:00",
        "updated_at": "2026-11-24T12:29:59-05:00",
        "completed_at": None,
        "customer": {"first_name": "Noah", "last_name": "Brown", "phone": None, "default_address": None},
        "shipping_address": ADDRESS,
        "billing_address": None,
        "line_items": [
            {
                "key": "43453026762901",
                "product_id": 7907558064277,
                "variant_id": 43453026762901,
                "title": "Backpack",
                "variant_title": "green / small",
                "quantity": 2,
                "price": "71.15",
                "line_price": "142.30",
            }
        ],
        "abandoned_checkout_url": "https://tidewater.example/458/checkouts/ac/c1-830e/recover?key=a745",
        "discount_codes": [],
        "currency": "USD",
        "total_price": "142.30",
        **changes,
    }


def order(**changes: Any) -> dict[str, Any]:
    return {
        "id": 5159806763157,
        "name": "#1085",
        "checkout_token": "3d58ad45d661cd34d882fda5c68a36b8",
        "created_at": "2026-11-24T13:00:00-05:00",
        "total_price": "128.07",
        "currency": "USD",
        "discount_codes": [{"code": "save10-acdef", "amount": "14.23", "type": "percentage"}],
        "phone": "+13035550111",
        "customer": {"first_name": "Noah", "phone": None},
        "shipping_address": ADDRESS,
        "billing_address": None,
        **changes,
    }


def post(payload: object, *, topic: str = "checkouts/create", secret: str = SECRET) -> tuple[dict[str, str], bytes]:
    """Return the headers, in lower case, and the raw body."""
    body = json.dumps(payload).encode()
    headers = {
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": "Tidewater.myshopify.com",
        "x-shopify-webhook-id": "wh_1",
        "x-shopify-triggered-at": "2026-11-24T17:30:01.250000Z",
        "x-shopify-hmac-sha256": sign(secret, body),
    }
    return headers, body
