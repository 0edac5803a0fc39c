"""A plan: what a run plays, in which order, and with which chance; and whether an unfinished run followed the same."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from typing import NamedTuple

from agent.hostile import HOSTILE
from agent.stochastic import STOCHASTIC
from api.settings import Settings
from evals.recording import Occasion
from evals.scenario import Scenario, Suite
from evals.transcript import PackNote, Transcript
from evals.voice import OWN_VOICE, Voice

PLAN_VERSION = 2
SEEDED = frozenset({HOSTILE, STOCHASTIC})
"""Models that take a seed after a colon."""


class Key(NamedTuple):
    """Which play of a plan a transcript is."""

    pack: str
    scenario: str
    trial: int


@dataclass(frozen=True, slots=True)
class Play:
    """One scenario, once, by the pack that is found under the name `pack`."""

    pack: str
    occasion: Occasion
    settings: Settings
    voice: Voice = OWN_VOICE

    @property
    def key(self) -> Key:
        return Key(self.occasion.pack.label, self.occasion.scenario.name, self.occasion.trial)


@dataclass(frozen=True, slots=True)
class Plan:
    """Every scenario `trials` times with the first pack, then with the next.

    Each play of a model that takes a seed has one of its own, by scenario and trial, from `seed` or the number in the
    model's name. Only the hostile model's first trial speaks as it is named where no `seed` is given.
    """

    suite: Suite
    packs: dict[str, PackNote]
    settings: Settings
    trials: int = 1
    seed: int | None = None
    voice: Voice = OWN_VOICE

    def plays(self) -> Iterator[Play]:
        for pack, note in self.packs.items():
            for scenario in self.suite.scenarios:
                for trial in range(1, self.trials + 1):
                    yield self._play(pack, note, scenario, trial)

    def __len__(self) -> int:
        return len(self.packs) * len(self.suite.scenarios) * self.trials

    def _play(self, pack: str, note: PackNote, scenario: Scenario, trial: int) -> Play:
        model = self.settings.model
        kind, _, number = model.partition(":")
        as_named = self.seed is None and trial == 1 and kind != STOCHASTIC
        drawn_by = int(number) if self.seed is None and number.isdigit() else self.seed or 0
        seed = None if as_named else seed_of(drawn_by, scenario.name, trial)
        chance = seed_of(self.seed or 0, scenario.name, trial)
        occasion = Occasion(self.suite.name, scenario, note, model, trial, persona=self.voice.name, chance=chance)
        if seed is None or kind not in SEEDED:
            return Play(pack, occasion, self.settings, self.voice)
        seeded = self.settings.model_copy(update={"model": f"{kind}:{seed}"})
        return Play(pack, replace(occasion, seed=seed), seeded, self.voice)

    def as_json(self) -> str:
        """Return what makes one plan another: the words of suite, packs and persona, the model, trials and seed."""
        told = {
            "schema_version": PLAN_VERSION,
            "suite": self.suite.name,
            "suite_hash": sha256(self.suite.model_dump_json().encode()).hexdigest(),
            "packs": {name: asdict(note) for name, note in self.packs.items()},
            "model": self.settings.model,
            "trials": self.trials,
            "seed": self.seed,
            "persona": asdict(self.voice),
        }
        return dumps(told, indent=1, sort_keys=True) + "\n"

    def is_written_in(self, file: Path) -> bool:
        """Tell whether the plan in this file is the same."""
        try:
            return bool(loads(file.read_text("utf-8")) == loads(self.as_json()))
        except (OSError, ValueError):
            return False


def key_of(transcript: Transcript) -> Key:
    return Key(transcript.pack.label, transcript.scenario, transcript.trial)


def seed_of(seed: int, scenario: str, trial: int) -> int:
    """Return the seed of one play: the same for every pack, so that packs are compared under the same chance."""
    return int.from_bytes(sha256(f"{seed} {trial} {scenario}".encode()).digest()[:4])
