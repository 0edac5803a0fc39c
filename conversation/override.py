"""An override: a person answers for what a text says and nothing backs."""

from dataclasses import dataclass

from conversation.errors import Invalid

LONGEST_SOURCE = 300
"""Characters of the source that a person names."""


@dataclass(frozen=True, slots=True)
class Override:
    """`source` is where they read it; empty: they checked it themselves. `save_as_fact`: it is to back later texts."""

    source: str = ""
    save_as_fact: bool = False

    def __post_init__(self) -> None:
        if len(self.source) > LONGEST_SOURCE:
            raise Invalid("override.source", f"it has {len(self.source)} characters", f"keep it in {LONGEST_SOURCE}")

    @property
    def basis(self) -> str:
        return self.source.strip() or "checked"
