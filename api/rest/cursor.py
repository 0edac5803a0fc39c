"""The cursor of a list: the moment and id of its last row, opaque to callers."""

import base64
import binascii
from datetime import UTC, datetime

from conversation.errors import Invalid
from conversation.ids import ConversationId


def write_cursor(moment: datetime, ref: ConversationId) -> str:
    plain = f"{int(moment.timestamp() * 1000)}|{ref}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def parse_cursor(cursor: str) -> tuple[datetime, ConversationId]:
    """Raises Invalid for anything that `write_cursor` did not write."""
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        milliseconds, ref = plain.split("|", 1)
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC), ref
    except (binascii.Error, UnicodeDecodeError, ValueError, OverflowError, OSError) as error:
        raise Invalid("after", "it is not a cursor of this list", "pass on `next` as it came") from error
