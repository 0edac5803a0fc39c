"""What is in the box: words, how they came about, and what their writer answers for."""

from dataclasses import dataclass

from conversation.override import Override


@dataclass(frozen=True, slots=True)
class Written:
    """`canned` are the canned replies that the words began as, `suggestion` the AI's draft, and `media` the
    pictures that are to leave with them; empty for none.
    """

    words: str = ""
    override: Override | None = None
    canned: tuple[str, ...] = ()
    suggestion: str = ""
    media: tuple[str, ...] = ()


NOTHING = Written()
