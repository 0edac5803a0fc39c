"""What a worker may find to do."""

from enum import StrEnum


class Work(StrEnum):
    """A conversation to wake, a text to send, a photo to ask for, a flow or a campaign to move on."""

    TURN = "turn"
    TEXT = "text"
    PHOTO = "photo"
    AUTOMATION = "automation"
