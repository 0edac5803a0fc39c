"""Exports: the runs in the formats of other tools."""
