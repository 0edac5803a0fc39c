"""The typed REST API under /api."""
