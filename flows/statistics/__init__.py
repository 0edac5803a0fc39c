"""Statistics of experiments: small formulas, written out so that no extra is needed; tests hold them to scipy."""
