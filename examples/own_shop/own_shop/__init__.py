"""A shop's own additions to Twolane."""

from pathlib import Path

PACK = Path(__file__).parent / "pack"
