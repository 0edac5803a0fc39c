"""A play as a sample of Inspect AI's log: its texts and events in their order, its scores, what it cost."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from statistics import fmean

from conversation.event import EventKind
from conversation.message import Direction
from conversation.money import MICROS
from evals.call import CallNote
from evals.card import Card
from evals.checks.check import CheckResult, State
from evals.exporting.inspect_shapes import (
    CORRECT,
    INCORRECT,
    ChatMessage,
    Choice,
    ModelUsage,
    Output,
    Sample,
    SampleError,
    Score,
    ToolCall,
)
from evals.report import reasons
from evals.transcript import EventNote, MessageNote, Transcript
from evals.verdict import Verdict

VERDICT = "as_expected"
TONE = "tone."
WANTED = "every expectation is met and no compliance check is violated"
_MILLISECONDS = 1_000


def sample_of(card: Card, played: Transcript) -> Sample:
    """Return one play. What could not be judged has no score of its verdict, and what broke is its error."""
    messages = tuple(_course(played))
    said = [message for message in messages if message.role == "assistant" and not message.tool_calls]
    return Sample(
        id=played.scenario,
        epoch=played.trial,
        input=played.inbound[0].composed if played.inbound else played.scenario,
        target=WANTED,
        messages=messages,
        output=Output(played.model, tuple(Choice(message) for message in said[-1:])),
        scores=dict(_scores(card)),
        metadata={"verdict": card.verdict.name.lower(), "persona": played.persona, "seed": played.seed},
        model_usage=_usage(played.calls),
        working_time=sum(call.milliseconds for call in played.calls) / _MILLISECONDS if played.calls else None,
        error=SampleError(played.trouble) if played.trouble is not None else None,
    )


def usage_of(calls: Iterable[CallNote]) -> ModelUsage:
    """Sum up. Calls without a known price make the cost unknown."""
    made = list(calls)
    read, cached, said = (
        sum(count) for count in zip(*((c.tokens_in or 0, c.cached, c.tokens_out or 0) for c in made), strict=True)
    )
    prices = [call.micros for call in made]
    cost = sum(price for price in prices if price is not None) / MICROS if None not in prices else None
    return ModelUsage(read - cached, said, read + said, cached, cost)


def _usage(calls: tuple[CallNote, ...]) -> Mapping[str, ModelUsage]:
    by_model: defaultdict[str, list[CallNote]] = defaultdict(list)
    for call in calls:
        by_model[call.model].append(call)
    return {model: usage_of(made) for model, made in by_model.items()}


def _scores(card: Card) -> Iterator[tuple[str, Score]]:
    if card.verdict is not Verdict.UNJUDGED:
        yield VERDICT, Score(CORRECT if card.verdict is Verdict.GOOD else INCORRECT, "\n".join(reasons(card)) or None)
    for result in card.results:
        if result.state is not State.CRASHED:
            yield result.check, Score(CORRECT if result.state is State.PASSED else INCORRECT, _wrong(result))
    for measure, values in card.tone.items():
        yield f"{TONE}{measure}", Score(fmean(values))


def _wrong(result: CheckResult) -> str | None:
    return "\n".join(f"text {finding.seq}: {finding.wrong}" for finding in result.violations) or None


def _course(played: Transcript) -> Iterator[ChatMessage]:
    """Yield texts and events in the order in which the ledger has them."""
    events = sorted(played.events, key=lambda event: event.number)
    for message in played.messages:
        while events and events[0].after_seq < message.seq:
            yield _event(events.pop(0))
        yield _text(message)
    yield from map(_event, events)


def _text(message: MessageNote) -> ChatMessage:
    role = "user" if message.direction is Direction.IN else "assistant"
    about = {
        "seq": message.seq,
        "author": message.author,
        "label": message.traffic_type,
        "purpose": message.purpose,
        "verdict": message.verdict,
        "status": message.status,
        "at": (message.left_at or message.at).isoformat(),
        "prompt_hash": message.prompt_hash,
    }
    known = {name: value for name, value in about.items() if value is not None}
    return ChatMessage(role, message.body, message.id, metadata=known)


def _event(event: EventNote) -> ChatMessage:
    name = f"event_{event.number}"
    if event.kind is EventKind.TOOL_CALLED:
        call = ToolCall(name, event.details.get("name", "tool"), _arguments(event.details.get("arguments", "")))
        return ChatMessage("assistant", "", name, (call,), dict(event.details))
    told = ", ".join(f"{key} {value}" for key, value in event.details.items())
    return ChatMessage("system", f"{event.kind}{f': {told}' if told else ''}", name, metadata={"actor": event.actor})


def _arguments(written: str) -> Mapping[str, object]:
    try:
        read = json.loads(written or "{}")
    except ValueError:
        return {"written": written}
    return read if isinstance(read, dict) else {"written": written}
