"""Rows: exports of messages as CSV or JSONL, a message a row, or a Chatwoot conversation with its messages."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from conversation.message import Author
from evals.importing.dialogue import BadRow, Dialogue, Imported, ImportInvalid, Line, read_text
from evals.importing.moments import moment

Row: TypeAlias = Mapping[str, object]
TWILIO, CHATWOOT, PLAIN = "twilio", "chatwoot", "plain"

_FIELDS = {
    TWILIO: ({"from", "to", "body", "direction"}, "From, To, Body, Direction, DateSent"),
    CHATWOOT: ({"content", "message_type"}, "conversation_id, content, message_type, created_at, sender"),
    PLAIN: ({"conversation", "author", "text"}, "conversation, author, text, at"),
}
_PLAIN_AUTHORS = {
    **dict.fromkeys(("contact", "shopper", "customer", "user", "in", "inbound", "incoming"), Author.CONTACT),
    **dict.fromkeys(("ai", "assistant", "bot", "agent_bot"), Author.AI),
    **dict.fromkeys(("human", "agent", "person", "staff"), Author.HUMAN),
    **dict.fromkeys(("template", "system"), Author.TEMPLATE),
    **dict.fromkeys(("out", "outbound", "outgoing"), None),
}
_CHATWOOT_IN, _CHATWOOT_OUT, _CHATWOOT_TEMPLATE = ({"0", "incoming"}, {"1", "outgoing"}, {"3", "template"})
_CHATWOOT_ACTIVITY = {"2", "activity"}


@dataclass(frozen=True, slots=True)
class _Said:
    """One message and the conversation that it belongs to."""

    conversation: str
    with_whom: str
    line: Line


def read_rows(file: Path) -> Imported:
    """Read an export. Bad rows are told by line, good ones kept. Raises ImportInvalid where no row's shape is known."""
    imported = Imported("")
    told: dict[str, list[_Said]] = {}
    for where, row in _rows(file, imported.bad):
        shape = _shape_of(row)
        if shape is None:
            imported.bad.append(BadRow(where, f"its columns are of no known kind: {', '.join(sorted(row))[:120]}"))
            continue
        imported.shape = imported.shape or shape
        try:
            said = _READERS[shape](row)
        except (ValueError, TypeError, AttributeError) as error:
            imported.bad.append(BadRow(where, str(error)))
            continue
        if said is not None:
            told.setdefault(said.conversation, []).append(said)
    if not imported.shape:
        known = "; ".join(f"{shape}: {columns}" for shape, (_, columns) in _FIELDS.items())
        raise ImportInvalid(file.name, f"no row has a known shape; the columns are one of these ({known})")
    imported.dialogues += [_dialogue(name, said) for name, said in told.items()]
    return imported


def _dialogue(name: str, said: list[_Said]) -> Dialogue:
    lines = sorted((one.line for one in said), key=lambda line: line.at)
    return Dialogue(name, said[0].with_whom, tuple(lines))


def _rows(file: Path, bad: list[BadRow]) -> Iterator[tuple[str, Row]]:
    text = read_text(file)
    if file.suffix.lower() == ".csv":
        reader = csv.DictReader(text.splitlines(keepends=True))
        for row in reader:
            where = f"line {reader.line_num}"
            if None in row or None in row.values():
                bad.append(BadRow(where, f"it has not {len(reader.fieldnames or ())} columns, as the first line has"))
            else:
                yield where, _lowered(row)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield from _json_rows(f"line {number}", line, bad)


def _json_rows(where: str, line: str, bad: list[BadRow]) -> Iterator[tuple[str, Row]]:
    try:
        raw = json.loads(line)
    except ValueError as error:
        bad.append(BadRow(where, f"it is not JSON: {error}"))
        return
    if not isinstance(raw, dict):
        bad.append(BadRow(where, "it is no JSON object"))
    elif isinstance(messages := raw.get("messages"), list):
        for at, message in enumerate(messages, start=1):
            if isinstance(message, dict):
                yield f"{where}, message {at}", _lowered({"conversation_id": raw.get("id"), **message})
            else:
                bad.append(BadRow(f"{where}, message {at}", "it is no JSON object"))
    else:
        yield where, _lowered(raw)


def _lowered(row: Row) -> Row:
    """Name columns alike, however an export spells them: DateSent, date_sent, Date Sent."""
    return {str(name).lower().replace("_", "").replace(" ", ""): value for name, value in row.items()}


def _shape_of(row: Row) -> str | None:
    names = set(row)
    return next((s for s, (needed, _) in _FIELDS.items() if {n.replace("_", "") for n in needed} <= names), None)


def _twilio(row: Row) -> _Said:
    direction = str(row["direction"]).strip().lower()
    if not direction.startswith(("inbound", "outbound")):
        raise ValueError(f"the direction {direction!r} is neither inbound nor outbound")
    is_theirs = direction.startswith("inbound")
    number = str(row["from"] if is_theirs else row["to"]).strip()
    if not number:
        raise ValueError("there is no number of the shopper's")
    sent = row.get("datesent") or row.get("sentdate") or row.get("datecreated")
    failed = str(row.get("status", "")).lower() in {"failed", "undelivered", "canceled"}
    return _Said(number, number, Line(_words(row["body"]), moment(sent), Author.CONTACT if is_theirs else None, failed))


def _chatwoot(row: Row) -> _Said | None:
    kind = str(row["messagetype"]).strip().lower()
    if kind in _CHATWOOT_ACTIVITY or str(row.get("private", "")).lower() in {"true", "1"}:
        return None
    conversation = str(row.get("conversationid") or "").strip()
    if not conversation:
        raise ValueError("there is no conversation_id")
    author = _chatwoot_author(kind, row.get("sender"))
    failed = str(row.get("status", "")).lower() in {"3", "failed"}
    line = Line(_words(row["content"]), moment(row.get("createdat")), author, failed)
    return _Said(conversation, conversation, line)


def _chatwoot_author(kind: str, sender: object) -> Author | None:
    if kind in _CHATWOOT_IN:
        return Author.CONTACT
    if kind in _CHATWOOT_TEMPLATE:
        return Author.TEMPLATE
    if kind not in _CHATWOOT_OUT:
        raise ValueError(f"the message_type {kind!r} is not known")
    by = str(sender.get("type", "")).lower() if isinstance(sender, Mapping) else ""
    return {"user": Author.HUMAN, "agent_bot": Author.AI}.get(by)


def _plain(row: Row) -> _Said:
    named = str(row["author"]).strip().lower()
    if named not in _PLAIN_AUTHORS:
        raise ValueError(f"the author {named!r} is not known; write contact, ai, human or template")
    conversation = str(row["conversation"]).strip()
    if not conversation:
        raise ValueError("there is no conversation")
    line = Line(_words(row["text"]), moment(row.get("at") or row.get("time")), _PLAIN_AUTHORS[named])
    return _Said(conversation, conversation, line)


def _words(raw: object) -> str:
    words = str(raw or "").strip()
    if not words:
        raise ValueError("there are no words")
    return words


_READERS = {TWILIO: _twilio, CHATWOOT: _chatwoot, PLAIN: _plain}
