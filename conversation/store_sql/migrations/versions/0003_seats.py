"""Finding what one person texted, and what is flagged about human seats."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

HELD = sa.text("holder IS NOT NULL")
FLAGGED = sa.text("kind IN ('seat.unread_draft', 'seat.anomaly')")


def upgrade() -> None:
    op.create_index(
        "exchanges_of_holder",
        "exchanges",
        ["merchant_id", "holder", "ended_at"],
        unique=False,
        sqlite_where=HELD,
        postgresql_where=HELD,
    )
    op.create_index(
        "events_of_seats",
        "events",
        ["merchant_id", "at", "id"],
        unique=False,
        sqlite_where=FLAGGED,
        postgresql_where=FLAGGED,
    )
