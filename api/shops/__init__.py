"""Merchants' shops: which each has, what opens it, and what its news mean."""
