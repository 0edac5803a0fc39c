"""Each text of a flow as the sample contact would get it, with its size."""

from dataclasses import dataclass
from datetime import datetime

from channels.segments import Segments, measure
from compliance.gate import decide_on
from compliance.rulebook import Rulebook
from compliance.tracking import with_short_links
from conversation.merchant import Merchant
from conversation.message import Purpose
from conversation.sending import LIFETIME
from flows.flow import Flow
from flows.paths import Walk
from flows.samples import sample_of
from flows.steps import Text


@dataclass(frozen=True, slots=True)
class Preview:
    """`words` are what would leave, with all that is put around the text; `kind` is what the gate takes it for."""

    name: str
    line: int
    words: str
    kind: Purpose
    segments: Segments
    is_mms: bool = False


def previews_of(flow: Flow, merchant: Merchant, rulebook: Rulebook, today: datetime) -> tuple[Preview, ...]:
    """Return every text of the flow, in the order of its lines."""
    answering = {visit.step.place: visit.way.answering for visit in Walk(flow).visits}
    return tuple(
        _preview(flow, step, merchant, rulebook, today, answering.get(step.place, False))
        for step in flow.every_step
        if isinstance(step, Text)
    )


def _preview(flow: Flow, text: Text, merchant: Merchant, rulebook: Rulebook, today: datetime, answers: bool) -> Preview:
    sample = sample_of(flow, text, merchant, today, answers=answers)
    decision = decide_on(sample.draft, sample.facts, rulebook, sample.now, sample.now + LIFETIME)
    words = with_short_links(decision.body, sample.draft, decision.facts, decision.purpose).body.text
    return Preview(text.name, text.place.line, words, decision.purpose, measure(words), bool(text.media))
