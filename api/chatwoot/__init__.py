"""The bridge to Chatwoot: its public API, its webhooks, and what is told there."""
