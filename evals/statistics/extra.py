"""Loading what the extra `evals` brings, when it is first needed: it costs a second and 100 MB."""

from importlib import import_module
from types import ModuleType

from conversation.errors import Misconfigured


def load(module: str) -> ModuleType:
    """Import a module of scipy or statsmodels. Raises Misconfigured, naming the extra, where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        remedy = "comparing needs the extra `evals`: pip install 'twolane[evals]'"
        raise Misconfigured(error.name or module, remedy) from error
