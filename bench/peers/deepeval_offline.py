"""DeepEval scores stored conversations by five metrics: `python deepeval_offline.py CONVERSATIONS`."""

import json
import sys
from typing import Any

from deepeval import evaluate
from deepeval.evaluate import AsyncConfig, CacheConfig, DisplayConfig
from deepeval.metrics import BaseConversationalMetric
from deepeval.test_case import ConversationalTestCase, Turn
from five_checks import FIVE


class Checked(BaseConversationalMetric):
    """One of the five."""

    def __init__(self, name: str) -> None:
        self.name, self.threshold, self.async_mode = name, 1.0, False

    def measure(self, test_case: ConversationalTestCase, *_: Any, **__: Any) -> float:
        passed = FIVE[self.name]([(turn.role, turn.content) for turn in test_case.turns])
        self.score, self.success, self.reason = float(passed), passed, None
        return self.score

    async def a_measure(self, test_case: ConversationalTestCase, *_: Any, **__: Any) -> float:
        return self.measure(test_case)

    def is_successful(self) -> bool:
        return self.success

    @property
    def __name__(self) -> str:
        return self.name


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines:
        conversations = [json.loads(line) for line in lines]
    cases = [
        ConversationalTestCase(turns=[Turn(role=turn["role"], content=turn["text"]) for turn in one["turns"]])
        for one in conversations
    ]
    evaluate(
        test_cases=cases,
        metrics=[Checked(name) for name in FIVE],
        async_config=AsyncConfig(run_async=False),
        cache_config=CacheConfig(write_cache=False),
        display_config=DisplayConfig(show_indicator=False, print_results=False),
    )
