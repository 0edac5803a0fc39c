"""In and out of the phone network: the carrier port, its adapters, and a simulated network."""
