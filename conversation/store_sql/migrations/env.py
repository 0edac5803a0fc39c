"""Runs migrations over the connection that `migrating.migrate` was given."""

from alembic import context

from conversation.store_sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transaction_per_migration=False
)
context.run_migrations()
