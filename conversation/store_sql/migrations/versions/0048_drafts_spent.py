"""What drafts of campaigns cost is found without reading all acts."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"

DRAFTED = sa.text("kind IN ('campaign.drafted')")


def upgrade() -> None:
    op.create_index("acts_spent", "acts", ["merchant_id", "at"], sqlite_where=DRAFTED, postgresql_where=DRAFTED)
