"""Logs without card numbers: whatever a line, its arguments or its traceback hold, from this process or a library."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from compliance.redaction import redact


def redact_logs() -> None:
    """Take card numbers and their like out of every log record of this process from now on; again to no effect.

    A record is changed when it is born, so that no handler, ours or another's, sees what was in it.
    """
    maker = logging.getLogRecordFactory()
    if not isinstance(maker, Redacting):
        logging.setLogRecordFactory(Redacting(maker))


@dataclass(frozen=True, slots=True)
class Redacting:
    """Makes records as `maker` does, and redacts them."""

    maker: Callable[..., logging.LogRecord]

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self.maker(*args, **kwargs)
        said = redact(record.getMessage())
        if said.kinds:
            record.msg, record.args = said.text, None
        if record.exc_info:
            traceback = redact(logging.Formatter().formatException(record.exc_info))
            if traceback.kinds:
                record.exc_text, record.exc_info = traceback.text, None
        return record
