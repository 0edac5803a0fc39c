"""The tag `test` alone says who tries things out; clicks are asked for by contact or text."""

from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.drop_column("contacts", "is_test")
    op.drop_index("link_clicks_of_merchant", "link_clicks")
