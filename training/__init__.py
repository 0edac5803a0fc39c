"""Trains what is learned, on a developer's machine: nothing here is shipped, and nothing that runs needs it."""
