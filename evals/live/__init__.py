"""Evaluation in production: live conversations, sampled, judged as scenarios are, held against what was blessed."""
