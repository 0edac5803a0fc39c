"""Alerts on their way out: the words, the ways, and the sender that tries until it is said."""
