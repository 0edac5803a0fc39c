"""Tools of other packages, found by entry point: each loads to a tool of LangChain's, or to several."""

from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint

from langchain_core.tools import BaseTool

from conversation.errors import Misconfigured
from conversation.plugging import plugged
from tools.toolset import recovery_tools

GROUP = "twolane.tools"


def all_tools(more: Iterable[BaseTool] = ()) -> list[BaseTool]:
    """Return the recovery agent's tools, the plug-ins' in the order of their names, and `more`.

    Raises Misconfigured for a plug-in that is no tool, and for two tools of one name.
    """
    tools = [*recovery_tools(), *plugged_tools(), *more]
    names = [tool.name for tool in tools]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Misconfigured(f"tool {twice[0]}", "two tools have this name; rename the plug-in's")
    return tools


def plugged_tools() -> list[BaseTool]:
    """Return the tools of plug-ins. Raises Misconfigured for one that is none."""
    return [tool for entry in plugged(GROUP) for tool in _loaded(entry)]


def _loaded(entry: EntryPoint) -> Iterator[BaseTool]:
    loaded = entry.load()
    for tool in loaded if isinstance(loaded, list | tuple) else (loaded,):
        if not isinstance(tool, BaseTool):
            raise Misconfigured(
                f"{GROUP} {entry.name}", f"{entry.value} is no tool; decorate it with LangChain's @tool"
            )
        yield tool
