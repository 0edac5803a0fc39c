"""The tool that ends all texts to the shopper, where they asked for it in words that code did not read."""

from dataclasses import dataclass

from langchain.tools import ToolRuntime, tool

from tools.context import TurnContext
from tools.terms import COMMITS, on_terms


@dataclass(frozen=True, slots=True)
class TextsStopped:
    """The shopper gets no more texts."""

    stopped: bool
    note: str


@tool
async def stop_texts(runtime: ToolRuntime[TurnContext]) -> TextsStopped:
    """End all texts to this shopper and your turn, where they wish to get no more. Nobody but they can undo it."""
    context = runtime.context
    if context.stop is None or not context.newest_id:
        context.record("stop_texts", "refused")
        return TextsStopped(False, "The shopper has written nothing that asks for it.")
    context.record("stop_texts", "stopped")
    await context.stop()
    context.silence = "the shopper wishes to get no more texts"
    return TextsStopped(True, "It is done, and the shopper gets one confirmation. Write nothing.")


on_terms(stop_texts, COMMITS)
