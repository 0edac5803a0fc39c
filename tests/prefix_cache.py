"""A mock of a provider's prompt cache: it knows the beginnings of earlier requests, by whole blocks of tokens."""

import json
from dataclasses import dataclass, field
from typing import Any

BLOCK, LEAST = 128, 1024
"""Tokens: what is cached comes in such blocks and begins with so many, as OpenAI documents it."""
BYTES_A_TOKEN = 4


@dataclass
class PrefixCache:
    """Tools come before messages, as providers put them. Counts the tokens of all requests, and those found again."""

    seen: list[bytes] = field(default_factory=list)
    asked: int = 0
    found: int = 0

    @property
    def share(self) -> float:
        return self.found / self.asked

    def take(self, body: dict[str, Any]) -> None:
        prompt = "".join(
            json.dumps(part, ensure_ascii=False) for part in (body.get("tools"), *body["messages"])
        ).encode()
        shared = max((_shared(earlier, prompt) for earlier in self.seen), default=0) // BYTES_A_TOKEN
        self.seen.append(prompt)
        self.asked += len(prompt) // BYTES_A_TOKEN
        self.found += shared // BLOCK * BLOCK if shared >= LEAST else 0


def _shared(one: bytes, other: bytes) -> int:
    """Return the length of what both begin with."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if one[:middle] == other[:middle] else (least, middle - 1)
    return least
