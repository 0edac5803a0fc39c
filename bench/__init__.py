"""Benchmarks: what a turn costs, always as a ratio to a bare loop over the same model in the same run."""
