"""The ledger in memory: for evals, tests and `play`. Atomic, and gone when the process ends."""

from conversation.store_memory.ledger import MemoryLedger

__all__ = ("MemoryLedger",)
