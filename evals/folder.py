"""The files in the folder of a run: each stage reads what the one before it wrote."""

TRANSCRIPTS = "transcripts.jsonl"
PLAN = "plan.json"
SCORES = "scores.jsonl"
COMPARISON = "comparison.md"
