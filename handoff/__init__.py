"""The human's seat: escalation, takeover, the brief and the way back to the AI."""
