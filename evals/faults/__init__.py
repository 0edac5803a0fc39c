"""Seeded faults: what breaks on purpose, so that what should catch it can be proven to."""
