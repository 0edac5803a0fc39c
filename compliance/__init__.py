"""May this text be sent, and what did the shopper ask for? Pure code over facts; no vendor, no model."""
