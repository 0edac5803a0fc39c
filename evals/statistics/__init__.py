"""What may be concluded from a few plays. scipy and statsmodels reckon; they come with the extra `evals`."""
