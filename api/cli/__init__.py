"""The command line's groups. What a command needs is imported by the command, so that each starts at once."""
