"""Asking a model one question, with no tools and no conversation: for those who judge what the AI wrote."""

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent.errors import ModelFailed
from agent.guard import answer_of
from agent.models import ModelChoice, close_model, open_model
from agent.rehearsal import REHEARSAL
from agent.stochastic import STOCHASTIC
from conversation.errors import Misconfigured
from prompts.pack import Pack

_NO_LLMS = frozenset({REHEARSAL, STOCHASTIC})


def says_phrases(model: str) -> bool:
    """Tell whether the model of that name is no LLM: it says what stands in the pack, and reads no question."""
    return model.partition(":")[0] in _NO_LLMS


class PlainModel:
    """A chat model, known by `name`."""

    def __init__(self, model: BaseChatModel, name: str) -> None:
        self._model = model
        self.name = name

    async def ask(self, instructions: str, *turns: str) -> str:
        """Return what the model answers to the last of `turns`, which are the question, its answer, what we said to it.

        Raises ModelFailed, whatever the model raises: one question that fails must not lose the answers to others.
        """
        kinds: tuple[type[BaseMessage], ...] = (HumanMessage, AIMessage)
        said = [kinds[at % 2](content=words) for at, words in enumerate(turns)]
        try:
            answer = await answer_of(self._model.ainvoke([SystemMessage(instructions), *said]))
        except ModelFailed:
            raise
        except Exception as error:
            raise ModelFailed(f"the model broke: {type(error).__name__}: {error}") from error
        return answer.text

    async def close(self) -> None:
        """Let go of the model's connections."""
        await close_model(self._model)


def open_plain(choice: ModelChoice, pack: Pack) -> PlainModel:
    """Open the model that `choice` names.

    Raises Misconfigured as `open_model` does, and for models that only say a pack's phrases.
    """
    if says_phrases(choice.name):
        raise Misconfigured("model", f"{choice.name} says a pack's phrases and reads nothing; name a model that reads")
    return PlainModel(open_model(choice, pack), choice.name)
