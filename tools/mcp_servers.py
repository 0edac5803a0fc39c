"""MCP servers by configuration: which are reached how, and the few tools of theirs that the AI may use."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from conversation.errors import Misconfigured

SETTING = "TWOLANE_MCP_SERVERS"
CONNECTS_WITHIN = 5.0
"""Seconds to reach a server, for each request."""


class Fill(StrEnum):
    """What the conversation itself fills in for an argument, so that no model chooses whose data it is."""

    PHONE = "phone"
    FIRST_NAME = "first_name"
    CONVERSATION = "conversation"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AllowedTool(_Strict):
    """One tool that the AI may use, by the server's name for it. Unless it `reads`, it commits."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,40}$")
    reads: bool = False
    seconds: float = Field(default=8.0, gt=0, le=30)
    most: int = Field(default=2, ge=1, le=8)
    fill: dict[str, Fill] = Field(default_factory=dict)


class McpServer(_Strict):
    """One server: `command` starts one of our own, `url` reaches one that runs, by streamable HTTP.

    `token_from` names the variable of the environment that holds the bearer token for `url`. Nothing but `tools` is
    offered.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,20}$")
    command: list[str] = Field(default_factory=list)
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    token_from: str = Field(default="", pattern=r"^([A-Z][A-Z0-9_]*)?$")
    tools: list[AllowedTool] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_reached_one_way(self) -> "McpServer":
        if bool(self.command) == bool(self.url):
            raise ValueError("name either a command or a url")
        if self.token_from and not self.url:
            raise ValueError("token_from goes with a url")
        return self

    def connection(self, environ: Mapping[str, str]) -> dict[str, object]:
        """Return how it is reached, as `langchain_mcp_adapters` wants it. Raises Misconfigured without its token."""
        if not self.url:
            return {"transport": "stdio", "command": self.command[0], "args": self.command[1:]}
        reached: dict[str, object] = {"transport": "streamable_http", "url": self.url, "timeout": CONNECTS_WITHIN}
        if not self.token_from:
            return reached
        if not (token := environ.get(self.token_from)):
            raise Misconfigured(SETTING, f"{self.name} takes its token from {self.token_from}, which is not set")
        return reached | {"headers": {"Authorization": f"Bearer {token}"}}


class McpFile(_Strict):
    """Every server."""

    servers: list[McpServer]


def read_mcp_servers(file: Path) -> tuple[McpServer, ...]:
    """Return the servers that the file names. Raises Misconfigured, naming the field."""
    try:
        return tuple(McpFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).servers)
    except OSError as error:
        raise Misconfigured(SETTING, f"{file} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise Misconfigured(SETTING, f"{file} is not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "servers"
        raise Misconfigured(SETTING, f"{place}: {first['msg']}; see docs/extending.md") from error
