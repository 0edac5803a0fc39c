"""What is wrong with an answer or a webhook of a shop's that does not fit what is read of it."""

from pydantic import ValidationError


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Return the path of the first field that does not fit, empty for the whole, and what is wrong with it.

    Nothing of the value itself is told: it may be a shopper's.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    return ".".join(str(part) for part in first["loc"]), first["msg"]
