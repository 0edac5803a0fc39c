"""The report as JSON: the figures of each pack, for other programs."""

import json
from dataclasses import asdict

from evals.report import VERDICTS
from evals.score import PackScore, SuiteScore, Tally
from evals.share import Share, most_trials
from evals.statistics.passing import pass_at, pass_hat
from evals.ungated import WORDS

SUMMARY_VERSION = 1


def as_json(score: SuiteScore) -> str:
    """Return the figures. A null is nothing to look at or to measure, not a zero."""
    packs = [_pack(pack) for pack in score.packs]
    told = {"schema_version": SUMMARY_VERSION, "suite": score.suite, "verdict": score.verdict.name, "packs": packs}
    return json.dumps(told, indent=1) + "\n"


def _pack(pack: PackScore) -> dict[str, object]:
    trials = range(1, most_trials(pack) + 1)
    return {
        "pack": {"name": pack.pack.name, "version": pack.pack.version, "hash": pack.pack.hash},
        "models": pack.models,
        "played": len(pack.cards),
        "verdicts": {verdict.name: pack.count(verdict) for verdict in VERDICTS},
        "as_expected": _share(Share.of_pack(pack)),
        "pass_at": {k: pass_at(k, pack.attempts) for k in trials},
        "pass_hat": {k: pass_hat(k, pack.attempts) for k in trials},
        "checks": {check: _tally(tally) for check, tally in pack.tallies.items()},
        "gate": _gate(pack),
        "scorers": {name: asdict(tally) for name, tally in pack.scorers.items()},
        "tone": dict(pack.tone),
    }


def _gate(pack: PackScore) -> dict[str, object] | None:
    """What the model wrote, and what could leave; None where nobody listened to it."""
    if not pack.drafts:
        return None
    off = {check: pack.without_gate.get(check, 0) for check in pack.tallies if check in WORDS}
    on = {check: pack.tallies[check].violated for check in off}
    return {"drafts": pack.drafts, "left": pack.drafts_left, "violated_off": off, "violated_on": on}


def _tally(tally: Tally) -> dict[str, object]:
    counts = {"passed": tally.passed, "violated": tally.violated, "idle": tally.idle, "crashed": tally.crashed}
    return {**counts, "share": _share(Share.of_tally(tally))}


def _share(share: Share) -> dict[str, float] | None:
    interval = share.interval
    return {"value": share.value, "low": interval.low, "high": interval.high} if interval else None
