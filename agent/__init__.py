"""The AI's seat: one turn of one conversation becomes a draft, an escalation or silence."""
