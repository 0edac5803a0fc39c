"""What people are for each merchant, in place of a bare list, and the address they log in with."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

users = sa.table("users", sa.column("id"), sa.column("merchants"), sa.column("roles"))


def upgrade() -> None:
    op.add_column("users", sa.Column("roles", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("users", sa.Column("email", sa.Text(), nullable=True))
    op.create_index("users_by_email", "users", ["email"], unique=True)
    _make_agents()
    op.drop_column("users", "merchants")


def _make_agents() -> None:
    """Whoever answered for a merchant goes on doing so: an admin must be made by hand."""
    connection = op.get_bind()
    for user_id, merchants in connection.execute(sa.select(users.c.id, users.c.merchants)).all():
        roles = json.dumps(dict.fromkeys(json.loads(merchants), "agent"))
        connection.execute(users.update().where(users.c.id == user_id).values(roles=roles))
