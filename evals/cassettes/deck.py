"""Decks: a play's questions answered from its scenario's cassette, or recorded into it."""

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.acting import Acting
from agent.heard_model import Answered, Ask, Asked
from agent.wire import answer_of, plain_answer, plain_question
from api.settings import Settings
from conversation.errors import Misconfigured
from evals.cassettes.cassette import Entry, Take, key_of, read_cassette, write_cassette
from evals.cassettes.difference import differences
from evals.cassettes.mode import Mode
from evals.cassettes.naming import file_name
from evals.cassettes.redacting import Redactor, redactor_of
from evals.errors import CassetteMiss


@dataclass(slots=True)
class Shelf:
    """The cassettes of one folder. Plays of the same scenario share one, which is read when first asked for."""

    folder: Path
    mode: Mode
    redactor: Redactor
    parameters: dict[str, Any] = field(default_factory=dict)
    """What else makes one request another: how the model acts, and who stands in for it."""
    cassettes: dict[Path, tuple[Entry, ...]] = field(default_factory=dict)
    unkept: list[str] = field(default_factory=list)
    """The scenarios of plays that were to be recorded and were not: they broke, or a call failed."""

    def deck(self, suite: str, scenario: str, take: Take) -> "CassetteDeck":
        """Return what answers in one play. Raises Misconfigured for a cassette that cannot be read."""
        file = self.folder / suite / f"{file_name(scenario)}.jsonl"
        if file not in self.cassettes:
            self.cassettes[file] = read_cassette(file)
        return CassetteDeck(self, file, scenario, take)

    def keep(self, deck: "CassetteDeck") -> None:
        """Write a play's questions and answers in the place of those of the same take."""
        others = [entry for entry in self.cassettes[deck.file] if entry.take != deck.take]
        entries = (*others, *deck.entries)
        if _set_of(entries) != _set_of(self.cassettes[deck.file]):
            write_cassette(deck.file, entries)
        self.cassettes[deck.file] = entries


@dataclass(slots=True)
class CassetteDeck:
    """Answers the questions of one play."""

    shelf: Shelf
    file: Path
    scenario: str
    take: Take
    entries: list[Entry] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    miss: CassetteMiss | None = None

    async def answer(self, asked: Asked, ask: Ask) -> tuple[Answered, bool]:
        """Return the answer as a replay gives it, and whether it was replayed.

        Raises CassetteMiss, and what the model raises.
        """
        question = self._question(asked)
        key = key_of(question)
        self.asked[key] += 1
        kept = None if self.shelf.mode is Mode.RECORD else self._find(key, self.asked[key])
        if kept is not None:
            self._note(question, kept.answer)
            return answer_of(kept.answer), True
        if self.shelf.mode is Mode.REPLAY:
            self.miss = self.miss or self._miss(question)
            raise self.miss
        answer = self.shelf.redactor.clean(plain_answer(await ask()))
        self._note(question, answer)
        return answer_of(answer), False

    def end(self, *, whole: bool) -> None:
        """Write what was recorded, where the play came to its end; raises the miss that it could not go on from."""
        if self.miss is not None:
            raise self.miss
        if self.shelf.mode is Mode.REPLAY:
            return
        if whole:
            self.shelf.keep(self)
        else:
            self.shelf.unkept.append(self.scenario)

    def _question(self, asked: Asked) -> dict[str, Any]:
        plain = plain_question(asked)
        told: dict[str, Any] = self.shelf.redactor.clean(
            {**plain, "parameters": self.shelf.parameters | plain["parameters"]}
        )
        return told

    def _note(self, question: dict[str, Any], answer: Any) -> None:
        self.entries.append(Entry(self.take, len(self.entries) + 1, question, answer))

    def _find(self, key: str, nth: int) -> Entry | None:
        """Return the answer to the `nth` such question of the trial; this very take's goes before others'."""
        alike = [one for one in self._of_trial() if one.key == key]
        own = [one for one in alike if one.take == self.take]
        found = own or [one for one in alike if one.take == alike[0].take]
        return found[nth - 1] if nth <= len(found) else None

    def _miss(self, question: dict[str, Any]) -> CassetteMiss:
        known, place = self._of_trial(), len(self.entries)
        recorded = [one for one in known if one.take == self.take] or known
        if place < len(recorded):
            differing = tuple(differences(recorded[place].question, question))
        else:
            differing = (f"{len(recorded)} questions are recorded of trial {self.take.trial}",)
        return CassetteMiss(self.scenario, str(self.file), place + 1, differing)

    def _of_trial(self) -> list[Entry]:
        return [one for one in self.shelf.cassettes[self.file] if one.take.trial == self.take.trial]


def _set_of(entries: tuple[Entry, ...]) -> set[tuple[Take, int, str, str]]:
    """Return what must differ for a file to be written again."""
    return {(entry.take, entry.number, entry.key, repr(entry.answer)) for entry in entries}


def shelf_of(folder: Path, mode: Mode, settings: Settings) -> Shelf:
    """Return the cassettes of a run with these settings.

    Raises Misconfigured where a second model would be asked past them.
    """
    for field_name, setting in (("opt_out_hint", "TWOLANE_OPT_OUT_HINT"), ("brief_summary", "TWOLANE_BRIEF_SUMMARY")):
        if getattr(settings, field_name):
            raise Misconfigured(setting, "its model is asked past the cassettes; switch it off for runs with them")
    parameters: dict[str, Any] = {}
    if settings.model_acting is not Acting.AUTO:
        parameters["acting"] = settings.model_acting.value
    if settings.model_fallbacks:
        parameters["fallbacks"] = list(settings.model_fallbacks)
    return Shelf(folder, mode, redactor_of(settings, os.environ), parameters)
