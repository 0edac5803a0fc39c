"""Shopify's compliance webhooks: shoppers and shops who ask what is known of them, or want to be forgotten."""

from typing import Annotated

from pydantic import BeforeValidator

from tools.phone import to_e164
from tools.shop_news import ForgetCustomer, ForgetShop, ShowCustomer
from tools.shopify_payload import OptionalText, Payload, Text, read_payload


class Customer(Payload):
    """Whom it is about. The shop need not know their number."""

    id: OptionalText = ""
    phone: Text | None = None


class DataRequest(Payload):
    """The shop's own id of the request."""

    id: OptionalText = ""


OptionalCustomer = Annotated[Customer, BeforeValidator(lambda value: value or {})]


class Request(Payload):
    """What the three topics share."""

    customer: OptionalCustomer = Customer()
    data_request: DataRequest = DataRequest()


def read_data_request(shop_domain: str, body: bytes) -> ShowCustomer:
    """Read ``customers/data_request``."""
    request = read_payload(Request, body)
    ref = request.data_request.id or request.customer.id
    return ShowCustomer(shop_domain, to_e164(request.customer.phone, None), ref)


def read_customer_redact(shop_domain: str, body: bytes) -> ForgetCustomer:
    """Read ``customers/redact``."""
    request = read_payload(Request, body)
    return ForgetCustomer(shop_domain, to_e164(request.customer.phone, None), request.customer.id)


def read_shop_redact(shop_domain: str, body: bytes) -> ForgetShop:
    """Read ``shop/redact``, which comes 48 hours after the app was removed."""
    read_payload(Request, body)
    return ForgetShop(shop_domain)
