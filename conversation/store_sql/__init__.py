"""The ledger in SQL: one implementation of the books for SQLite and Postgres."""
