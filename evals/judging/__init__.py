"""Judges: models that say how a conversation reads, and what they are worth when held against people."""
