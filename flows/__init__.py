"""Automation's seat: texts that nobody types one by one. All of them are A2P."""
