"""Inspect AI scores a stored log by five scorers and writes it: `python inspect_offline.py LOG`."""

import sys

from five_checks import FIVE
from inspect_ai import score
from inspect_ai.log import read_eval_log, write_eval_log
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, scorer
from inspect_ai.solver import TaskState


def scorer_of(name: str) -> Scorer:
    @scorer(metrics=[accuracy()], name=name)
    def checked() -> Scorer:
        async def look(state: TaskState, target: Target) -> Score:
            turns = [(one.role, one.text) for one in state.messages if one.role in ("user", "assistant") and one.text]
            return Score(value=CORRECT if FIVE[name](turns) else INCORRECT)

        return look

    return checked()


if __name__ == "__main__":
    log = read_eval_log(sys.argv[1])
    scored = score(log, [scorer_of(name) for name in FIVE], action="overwrite", display="none")
    write_eval_log(scored, f"{sys.argv[1]}.scored.eval")
