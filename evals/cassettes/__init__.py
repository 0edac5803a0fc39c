"""Cassettes: what models were asked and answered, in files, so that a run needs neither a network nor a key."""
