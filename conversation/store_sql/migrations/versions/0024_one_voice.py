"""What the add-on kept of how the brand speaks goes to the persona, the one place for it.

A brand that has both keeps both words, the persona's own first, as far as a summary reaches.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

LONGEST_SUMMARY = 1000


def upgrade() -> None:
    connection = op.get_bind()
    for merchant_id, kept in connection.execute(sa.text("SELECT id, settings FROM merchants")).all():
        settings = json.loads(kept)
        voice = settings.get("recovery", {}).pop("voice", None)
        if voice is None:
            continue
        if voice.strip():
            persona = settings.setdefault("persona", {})
            persona["summary"] = _with(persona.get("summary", ""), voice)
        write = sa.text("UPDATE merchants SET settings = :settings WHERE id = :id")
        connection.execute(write, {"settings": _written(settings), "id": merchant_id})


def _with(summary: str, voice: str) -> str:
    said = [words for words in (summary.strip(), voice.strip()) if words]
    return "\n".join(dict.fromkeys(said))[:LONGEST_SUMMARY]


def _written(settings: dict[str, Any]) -> str:
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
