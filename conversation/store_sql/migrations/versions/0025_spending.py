"""Finding what turns cost."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

SPENT = sa.text("kind IN ('turn.spent')")


def upgrade() -> None:
    op.create_index(
        "events_of_spending",
        "events",
        ["merchant_id", "at", "id"],
        unique=False,
        sqlite_where=SPENT,
        postgresql_where=SPENT,
    )
