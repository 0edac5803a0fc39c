"""Asking a model one question, with no tools and no conversation: for those who judge what the AI wrote."""

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from agent.guard import answer_of
from agent.models import ModelChoice, close_model, open_model
from prompts.pack import Pack


class PlainModel:
    """A chat model, known by `name`."""

    def __init__(self, model: BaseChatModel, name: str) -> None:
        self._model = model
        self.name = name

    async def ask(self, instructions: str, *turns: str) -> str:
        """Return what the model answers to the last of `turns`, which are the question, its answer, what we said to it.

        Raises ModelFailed.
        """
        kinds: tuple[type[BaseMessage], ...] = (HumanMessage, AIMessage)
        said = [kinds[at % 2](content=words) for at, words in enumerate(turns)]
        answer = await answer_of(self._model.ainvoke([SystemMessage(instructions), *said]))
        return answer.text

    async def close(self) -> None:
        """Let go of the model's connections."""
        await close_model(self._model)


def open_plain(choice: ModelChoice, pack: Pack) -> PlainModel:
    """Open the model that `choice` names. Raises Misconfigured as `open_model` does."""
    return PlainModel(open_model(choice, pack), choice.name)
