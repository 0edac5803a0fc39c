"""Inspect's bare task of five generate() calls a sample, over its own mock model. Run by `bench.evals_live`."""

import os
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageUser, ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import includes
from inspect_ai.solver import Generate, Solver, TaskState, solver

CALLS = 5


def answer(*_: Any, **__: Any) -> ModelOutput:
    """Its usage is given, for else Inspect downloads a tokenizer."""
    output = ModelOutput.from_content("mockllm/model", "Standard delivery takes 3 to 5 business days.")
    output.usage = ModelUsage(input_tokens=20, output_tokens=10, total_tokens=30)
    return output


@solver
def five_calls() -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        for number in range(CALLS):
            state = await generate(state)
            if number < CALLS - 1:
                state.messages.append(ChatMessageUser(content="And then?"))
        return state

    return solve


@task
def live() -> Task:
    samples = [Sample(input=f"Question {n}", target="business") for n in range(int(os.environ["SAMPLES"]))]
    model = get_model("mockllm/model", custom_outputs=answer)
    return Task(dataset=MemoryDataset(samples), solver=five_calls(), scorer=includes(), model=model)
