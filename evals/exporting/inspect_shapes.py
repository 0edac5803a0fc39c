"""The parts of Inspect AI's log format (version 2) that an export fills; what is left out has Inspect's own default."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LOG_VERSION = 2
CORRECT, INCORRECT = "C", "I"


@dataclass(frozen=True, slots=True)
class ToolCall:
    id: str
    function: str
    arguments: Mapping[str, object]
    type: str = "function"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """`role`: the shopper is the user, whoever texts for the brand the assistant, an event the system."""

    role: str
    content: str
    id: str | None = None
    tool_calls: tuple[ToolCall, ...] | None = None
    metadata: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """Tokens, and `total_cost` in US dollars. `input_tokens` are without those that were read from a cache."""

    input_tokens: int = 0
    output_tokens: int = 0
    total_tokens: int = 0
    input_tokens_cache_read: int | None = None
    total_cost: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    message: ChatMessage
    stop_reason: str = "stop"


@dataclass(frozen=True, slots=True)
class Output:
    """What the model said last."""

    model: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Score:
    value: str | float
    explanation: str | None = None


@dataclass(frozen=True, slots=True)
class SampleError:
    message: str
    traceback: str = ""
    traceback_ansi: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One play: the scenario is the sample, the trial its epoch."""

    id: str
    epoch: int
    input: str
    target: str
    messages: tuple[ChatMessage, ...]
    output: Output
    scores: Mapping[str, Score]
    metadata: Mapping[str, object]
    model_usage: Mapping[str, ModelUsage]
    working_time: float | None
    error: SampleError | None


@dataclass(frozen=True, slots=True)
class Metric:
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """One scorer over all samples; those that were not scored are in no metric."""

    name: str
    scorer: str
    scored_samples: int
    unscored_samples: int
    metrics: Mapping[str, Metric]


@dataclass(frozen=True, slots=True)
class Results:
    total_samples: int
    completed_samples: int
    scores: tuple[ScoreResult, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    name: str
    samples: int
    sample_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """Which run it was. `created` is ISO 8601 with a zone."""

    eval_id: str
    run_id: str
    task_id: str
    created: str
    task: str
    task_args: Mapping[str, str]
    dataset: Dataset
    model: str
    packages: Mapping[str, str]
    metadata: Mapping[str, object]
    config: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Inspect's solvers: here the turn itself."""

    name: str = "twolane"
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """What the models cost stands in the samples."""

    started_at: str
    completed_at: str


@dataclass(frozen=True, slots=True)
class Header:
    """All of a log but its samples, in the order in which Inspect reads it."""

    version: int
    status: str
    eval: Spec
    plan: Plan
    results: Results
    stats: Stats
