"""Bringing a merchant's knowledge in: pages are fetched, files read, and everything is kept by the ledger."""
