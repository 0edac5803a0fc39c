"""Importing: conversations of other systems become transcripts to score and scenarios to play."""
