"""Merchants' shops: which each has, and what opens it."""
