"""What the Admin GraphQL API is asked, and how its answers are read. HTTP 200 may still be a refusal."""

from typing import TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.errors import ShopRefused, ShopUnreachable
from tools.retry_after import retry_after

CREATE_CODE = """
mutation CreateCode($input: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $input) {
    codeDiscountNode { id }
    userErrors { field code message }
  }
}
"""
FIND_CODE = """
query FindCode($code: String!) {
  codeDiscountNodeByCode(code: $code) {
    codeDiscount {
      ... on DiscountCodeBasic {
        title
        customerGets { value { ... on DiscountPercentage { percentage } } }
      }
    }
  }
}
"""
FIND_WARES = """
query FindWares($words: String!, $limit: Int!) {
  products(first: $limit, query: $words) {
    nodes { title variants(first: 10) { nodes { id title price availableForSale inventoryQuantity } } }
  }
  shop { currencyCode }
}
"""
FIND_ORDERS = """
query FindOrders($phone: String!, $limit: Int!) {
  customerByIdentifier(identifier: {phoneNumber: $phone}) {
    orders(first: $limit, sortKey: CREATED_AT, reverse: true) {
      nodes {
        name createdAt cancelledAt displayFulfillmentStatus
        lineItems(first: 10) { nodes { title variantTitle quantity } }
        fulfillments(first: 5) { displayStatus trackingInfo { company number url } }
      }
    }
  }
}
"""
LONGEST_REST = 60.0
"""Seconds: a bucket is full again by then."""
_TAKEN = frozenset({"TAKEN", "DUPLICATE"})
_PASSING = frozenset({"THROTTLED", "INTERNAL_SERVER_ERROR", "TIMEOUT"})


class Answer(BaseModel):
    """Part of an answer; what is not read of it is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class UserError(Answer):
    """Why the shop did not do it."""

    field: tuple[str, ...] | None = None
    code: str | None = None
    message: str


class CreationPayload(Answer):
    """The shop's answer to a new code."""

    problems: tuple[UserError, ...] = Field(alias="userErrors")

    @property
    def is_taken(self) -> bool:
        """True when nothing is wrong but that the code exists."""
        return all(problem.code in _TAKEN and (problem.field or ("",))[-1] == "code" for problem in self.problems)


class Creation(Answer):
    """The data of `CREATE_CODE`."""

    payload: CreationPayload = Field(alias="discountCodeBasicCreate")


class Worth(Answer):
    """What a discount takes off, as a fraction; None where it is an amount."""

    percentage: float | None = None


class Gains(Answer):
    """What a customer gets by it."""

    value: Worth = Worth()


class Discount(Answer):
    """A discount; without a title it is of another kind than ours."""

    title: str | None = None
    gains: Gains = Field(default=Gains(), alias="customerGets")


class DiscountNode(Answer):
    """Where a code leads."""

    discount: Discount = Field(alias="codeDiscount")


class Found(Answer):
    """The data of `FIND_CODE`."""

    node: DiscountNode | None = Field(alias="codeDiscountNodeByCode")


class _Extensions(Answer):
    code: str | None = None


class _GraphqlError(Answer):
    message: str
    extensions: _Extensions = _Extensions()


class _Bucket(Answer):
    """How many points may be asked for at once, how many are left, and how many come back each second."""

    most: float = Field(alias="maximumAvailable")
    left: float = Field(alias="currentlyAvailable")
    restored: float = Field(alias="restoreRate", gt=0)

    def seconds_until(self, points: float) -> float:
        return min(LONGEST_REST, max(0.0, (points - self.left) / self.restored))


class _Cost(Answer):
    asked: float = Field(default=0.0, alias="requestedQueryCost")
    bucket: _Bucket | None = Field(default=None, alias="throttleStatus")


class _Extent(Answer):
    cost: _Cost = _Cost()


class _Envelope(Answer):
    data: dict[str, object] | None = None
    errors: tuple[_GraphqlError, ...] | str = ()
    extensions: _Extent = _Extent()

    @property
    def wait(self) -> float | None:
        """Seconds until the bucket holds what was asked for; None where nothing is said of it."""
        cost = self.extensions.cost
        return max(1.0, cost.bucket.seconds_until(cost.asked)) if cost.bucket else None

    @property
    def rest(self) -> float:
        """Seconds until half of the bucket is there again; none where nothing is said of it."""
        bucket = self.extensions.cost.bucket
        return bucket.seconds_until(bucket.most / 2) if bucket else 0.0


A = TypeVar("A", bound=Answer)


def read_answer(response: httpx.Response, model: type[A]) -> A:
    """Return the answer's data as a `model`. Raises as `read_paced`."""
    return read_paced(response, model)[0]


def read_paced(response: httpx.Response, model: type[A]) -> tuple[A, float]:
    """Return the answer's data as a `model`, and for how many seconds to ask for nothing.

    After so long half of the shop's bucket is there for conversations.

    Raises:
        ShopUnreachable: throttled, failing, or not an answer at all.
        ShopRefused: the token, a scope or the query is wrong.
    """
    _check_status(response)
    try:
        envelope = _Envelope.model_validate_json(response.content)
        _check_errors(envelope)
        return model.model_validate(envelope.data), envelope.rest
    except ValidationError as error:
        raise ShopUnreachable("Shopify's answer could not be read") from error


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
        raise ShopUnreachable(f"Shopify answered {status}", retry_after(response))
    if status != httpx.codes.OK:
        raise ShopRefused(f"Shopify answered {status}; check the shop's domain, the token and the API version")


def _check_errors(envelope: _Envelope) -> None:
    if isinstance(envelope.errors, str):
        raise ShopRefused(envelope.errors)
    if not envelope.errors:
        return
    said = "; ".join(error.message for error in envelope.errors)
    if any(error.extensions.code in _PASSING for error in envelope.errors):
        raise ShopUnreachable(said, envelope.wait)
    raise ShopRefused(said)
