"""Proof: scripted shoppers play through the real turn, and what was said is checked and measured."""
