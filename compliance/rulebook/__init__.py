"""The rulebook: what the gate knows, as data with sources."""

from compliance.rulebook.book import Rulebook, load_rulebook

__all__ = ["Rulebook", "load_rulebook"]
