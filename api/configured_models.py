"""The models that the settings name, and what one turn may use of them."""

from dataclasses import replace

from agent.budget import Limits
from agent.campaign_copy import CopyWriter
from agent.hostile import HOSTILE
from agent.model_opener import ModelOpener, RowOpener
from agent.models import ModelChoice, open_model
from agent.opt_out_hint import ModelHint
from agent.prices import read_prices
from agent.rehearsal import REHEARSAL
from agent.summarising import ModelSummariser
from api.settings import Settings
from conversation.errors import Misconfigured
from prompts.renderer import load_pack


def copy_writer(settings: Settings) -> CopyWriter:
    """Return what drafts campaigns' words: the models that the settings name, opened when they are first asked."""
    return CopyWriter(_row_of(settings), load_pack("campaign"), read_prices(settings.model_prices))


def open_row(settings: Settings) -> RowOpener:
    """Return the model that the settings name, and those that stand in for it.

    Raises Misconfigured where a real shopper would text with a model that does wrong on purpose.
    """
    row = _row_of(settings)
    if not settings.demo and any(choice.name.partition(":")[0] == HOSTILE for choice in row):
        raise Misconfigured("TWOLANE_MODEL", "the hostile model is for evals and the demo; name another one")
    return RowOpener([ModelOpener(choice, settings.model_acting) for choice in row])


def _row_of(settings: Settings) -> tuple[ModelChoice, ...]:
    first = model_choice(settings)
    return (first, *(replace(first, name=name) for name in settings.model_fallbacks))


def open_hint(settings: Settings) -> ModelHint | None:
    """Open the second reader of texts where it is asked for. Raises Misconfigured without a model that can read."""
    if not settings.opt_out_hint:
        return None
    if settings.model == REHEARSAL:
        raise Misconfigured("TWOLANE_OPT_OUT_HINT", "the rehearsal model cannot read; name a model in TWOLANE_MODEL")
    model = open_model(model_choice(settings), load_pack("recovery"))
    return ModelHint(model, read_prices(settings.model_prices))


def open_summariser(settings: Settings) -> ModelSummariser | None:
    """Open what writes summaries where they are wished for. Raises Misconfigured without a model that can read."""
    if not settings.brief_summary:
        return None
    if settings.model == REHEARSAL:
        raise Misconfigured("TWOLANE_BRIEF_SUMMARY", "the rehearsal model cannot read; name a model in TWOLANE_MODEL")
    return ModelSummariser(open_model(model_choice(settings), load_pack("recovery")), settings.model)


def turn_limits(settings: Settings) -> Limits:
    """Return the most that one turn of the AI's may use."""
    return Limits(model_calls=settings.turn_model_calls, tokens=settings.turn_tokens, seconds=settings.turn_seconds)


def model_choice(settings: Settings) -> ModelChoice:
    """Return which model the settings name."""
    return ModelChoice(
        name=settings.model,
        api_key=settings.openai_api_key.get_secret_value() or None,
        base_url=settings.openai_base_url or None,
        timeout_seconds=settings.model_timeout_seconds,
    )
