"""A template: what many texts are made from, so that a carrier's filter that stops one will stop the next."""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversation.message import Author, Message
from conversation.touch import Touch


class TemplateKind(StrEnum):
    FLOW = "flow"
    CAMPAIGN = "campaign"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Template:
    """`ref` is the flow's or campaign's id, or the hash of the pack that an AI text was prompted with."""

    kind: TemplateKind
    ref: str
    step: str = ""

    @property
    def key(self) -> str:
        """The word it is stored under."""
        return ":".join((self.kind.value, self.ref, self.step)).rstrip(":")

    @property
    def whole(self) -> "Template":
        """The flow that it is a step of: what stops as one. Anything else is whole as it is."""
        return replace(self, step="")


def template_of(message: Message, touch: Touch | None) -> Template | None:
    """Return what the text was made from; None for what a person typed and for the framework's own fixed words."""
    if touch is not None:
        return Template(TemplateKind(touch.kind.value), touch.automation_id, touch.step)
    if message.author is Author.AI and message.prompt_hash:
        return Template(TemplateKind.PACK, message.prompt_hash)
    return None
