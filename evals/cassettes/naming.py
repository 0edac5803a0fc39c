"""The file in which a scenario's cassette stands."""

import re
from hashlib import sha256

LONGEST = 100


def file_name(scenario: str) -> str:
    """Return a scenario's name as a file's: another for each, also for "no thanks" and "no, thanks"."""
    plain = re.sub(r"[^\w]+", "_", scenario).strip("_").lower()[:LONGEST]
    if plain == scenario.replace(" ", "_").lower():
        return plain
    return f"{plain}.{sha256(scenario.encode()).hexdigest()[:8]}"
