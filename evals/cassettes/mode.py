"""What a run does with cassettes."""

from enum import StrEnum


class Mode(StrEnum):
    """`record` asks the model and keeps its answers; `replay` asks nobody, and a question without an answer ends the
    run; `auto` replays what there is and records what there is not; `off` has no cassettes."""

    RECORD = "record"
    REPLAY = "replay"
    AUTO = "auto"
    OFF = "off"
