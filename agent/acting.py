"""How a model acts: by tool calls of its own, or by JSON actions."""

from enum import StrEnum


class Acting(StrEnum):
    """`auto` takes hosted providers at their word and asks an endpoint of one's own."""

    AUTO = "auto"
    NATIVE = "native"
    JSON = "json"
