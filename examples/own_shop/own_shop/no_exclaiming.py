"""A check: this brand never shouts."""

from collections.abc import Iterator

from conversation.message import Author
from evals.checks.check import Check, Finding
from evals.transcript import Transcript


def _look(transcript: Transcript) -> Iterator[Finding]:
    for text in transcript.left:
        if text.author is Author.AI:
            yield Finding(text.seq, "it exclaims twice" if text.body.count("!") > 1 else None)


CHECK = Check("own_shop.no_exclaiming", 1, "the brand's own style", _look)
