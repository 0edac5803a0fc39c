"""The process's settings, from the environment. Secrets live here and nowhere else."""

from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from agent.acting import Acting
from api.mail_security import Security
from conversation.errors import Misconfigured
from tools.embedding import Embeddings

IN_MEMORY = "memory:"
"""The database of a process that keeps nothing."""


class Settings(BaseSettings):
    """Read once at start. Everything about merchants, users and numbers lives in the ledger instead."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, populate_by_name=True)

    data_dir: Path = Field(default=Path("twolane-data"), alias="TWOLANE_DATA_DIR")
    database_url: str = Field(default="", alias="TWOLANE_DATABASE_URL")
    public_url: str = Field(default="http://127.0.0.1:8040", alias="TWOLANE_PUBLIC_URL")
    redis_url: str = Field(default="", alias="REDIS_URL")
    api_key: SecretStr = Field(default=SecretStr(""), alias="TWOLANE_API_KEY")
    model: str = Field(default="rehearsal", alias="TWOLANE_MODEL")
    openai_api_key: SecretStr = Field(default=SecretStr(""), alias="OPENAI_API_KEY")
    openai_base_url: str = Field(default="", alias="OPENAI_BASE_URL")
    model_fallbacks: tuple[str, ...] = Field(default=(), alias="TWOLANE_MODEL_FALLBACKS")
    model_acting: Acting = Field(default=Acting.AUTO, alias="TWOLANE_MODEL_ACTING")
    model_timeout_seconds: float = Field(default=20.0, alias="TWOLANE_MODEL_TIMEOUT", gt=0)
    turn_seconds: float = Field(default=30.0, alias="TWOLANE_TURN_SECONDS", gt=0, le=600)
    turn_model_calls: int = Field(default=6, alias="TWOLANE_TURN_MODEL_CALLS", ge=1, le=20)
    turn_tokens: int = Field(default=60_000, alias="TWOLANE_TURN_TOKENS", ge=1000)
    mcp_servers: Path | None = Field(default=None, alias="TWOLANE_MCP_SERVERS")
    model_prices: Path | None = Field(default=None, alias="TWOLANE_MODEL_PRICES")
    opt_out_hint: bool = Field(default=False, alias="TWOLANE_OPT_OUT_HINT")
    opt_out_hint_seconds: float = Field(default=3.0, alias="TWOLANE_OPT_OUT_HINT_SECONDS", gt=0)
    learned_intents: bool = Field(default=True, alias="TWOLANE_LEARNED_INTENTS")
    brief_summary: bool = Field(default=False, alias="TWOLANE_BRIEF_SUMMARY")
    embeddings: Embeddings = Field(default=Embeddings.AUTO, alias="TWOLANE_EMBEDDINGS")
    embedding_model: str = Field(default="text-embedding-3-small", alias="TWOLANE_EMBEDDING_MODEL")
    twilio_account_sid: str = Field(default="", alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: SecretStr = Field(default=SecretStr(""), alias="TWILIO_AUTH_TOKEN")
    twilio_api_key: str = Field(default="", alias="TWILIO_API_KEY")
    twilio_api_secret: SecretStr = Field(default=SecretStr(""), alias="TWILIO_API_SECRET")
    twilio_webhook_key: SecretStr = Field(default=SecretStr(""), alias="TWILIO_WEBHOOK_KEY")
    twilio_messaging_service_sid: str = Field(default="", alias="TWILIO_MESSAGING_SERVICE_SID")
    twilio_service_picks: bool = Field(default=False, alias="TWILIO_SERVICE_PICKS")
    telnyx_api_key: SecretStr = Field(default=SecretStr(""), alias="TELNYX_API_KEY")
    telnyx_public_key: str = Field(default="", alias="TELNYX_PUBLIC_KEY")
    telnyx_messaging_profile_id: str = Field(default="", alias="TELNYX_MESSAGING_PROFILE_ID")
    telnyx_profile_picks: bool = Field(default=False, alias="TELNYX_PROFILE_PICKS")
    shopify_client_secret: SecretStr = Field(default=SecretStr(""), alias="SHOPIFY_CLIENT_SECRET")
    shopify_admin_token: SecretStr = Field(default=SecretStr(""), alias="SHOPIFY_ADMIN_TOKEN")
    woocommerce_consumer_key: SecretStr = Field(default=SecretStr(""), alias="WOOCOMMERCE_CONSUMER_KEY")
    woocommerce_consumer_secret: SecretStr = Field(default=SecretStr(""), alias="WOOCOMMERCE_CONSUMER_SECRET")
    woocommerce_webhook_secrets: tuple[SecretStr, ...] = Field(default=(), alias="WOOCOMMERCE_WEBHOOK_SECRETS")
    shop_secrets: Path | None = Field(default=None, alias="TWOLANE_SHOP_SECRETS")
    simulator: bool = Field(default=False, alias="TWOLANE_SIMULATOR")
    paced: bool | None = Field(default=None, alias="TWOLANE_PACED")
    """Whether numbers keep to their registered throughput; None: wherever a real network carries the texts."""
    simulator_token: SecretStr = Field(default=SecretStr(""), alias="TWOLANE_SIMULATOR_TOKEN")
    audit_secret: SecretStr = Field(default=SecretStr(""), alias="TWOLANE_AUDIT_SECRET")
    audit_anchors: Path | None = Field(default=None, alias="TWOLANE_AUDIT_ANCHORS")
    alert_secret: SecretStr = Field(default=SecretStr(""), alias="TWOLANE_ALERT_SECRET")
    alerts_to_private: bool = Field(default=False, alias="TWOLANE_ALERTS_TO_PRIVATE")
    push_contact: str = Field(default="", alias="TWOLANE_PUSH_CONTACT")
    smtp_host: str = Field(default="", alias="TWOLANE_SMTP_HOST")
    smtp_port: int = Field(default=587, alias="TWOLANE_SMTP_PORT", gt=0, lt=65536)
    smtp_security: Security = Field(default=Security.STARTTLS, alias="TWOLANE_SMTP_SECURITY")
    smtp_user: str = Field(default="", alias="TWOLANE_SMTP_USER")
    smtp_password: SecretStr = Field(default=SecretStr(""), alias="TWOLANE_SMTP_PASSWORD")
    smtp_from: str = Field(default="", alias="TWOLANE_SMTP_FROM")
    retention: bool = Field(default=True, alias="TWOLANE_RETENTION")
    do_not_call_file: Path | None = Field(default=None, alias="TWOLANE_DO_NOT_CALL_FILE")
    reassigned_file: Path | None = Field(default=None, alias="TWOLANE_REASSIGNED_FILE")
    chatwoot_secrets: Path | None = Field(default=None, alias="TWOLANE_CHATWOOT_SECRETS")
    evals_sample: float = Field(default=0.1, alias="TWOLANE_EVALS_SAMPLE", ge=0, le=1)
    evals_quiet_hours: float = Field(default=12.0, alias="TWOLANE_EVALS_QUIET_HOURS", ge=0.1)
    evals_runs: Path | None = Field(default=None, alias="TWOLANE_EVALS_RUNS")
    evals_baseline: Path | None = Field(default=None, alias="TWOLANE_EVALS_BASELINE")
    demo: bool = Field(default=False, alias="TWOLANE_DEMO")

    def __init__(self, **given: Any) -> None:
        """Raises Misconfigured, naming the setting and never what it holds."""
        try:
            super().__init__(**given)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise Misconfigured(".".join(map(str, first["loc"])), f"{first['msg']}; see .env.example") from None
        except SettingsError as error:
            raise Misconfigured("the environment or .env", f"{error}; lists are JSON; see .env.example") from None

    @property
    def shopify_client_secrets(self) -> tuple[str, ...]:
        """Those of the app, several with commas between while one is being rotated; the newest first."""
        return tuple(one for part in self.shopify_client_secret.get_secret_value().split(",") if (one := part.strip()))

    @property
    def ledger_url(self) -> str:
        """The database, or a SQLite file in the data directory when none is named."""
        return self.database_url or f"sqlite:///{self.data_dir / 'twolane.db'}"


def settings_in(data_dir: Path | None) -> Settings:
    """Return the process's settings, with the ledger in `data_dir` where one is named."""
    return Settings() if data_dir is None else Settings(data_dir=data_dir)
