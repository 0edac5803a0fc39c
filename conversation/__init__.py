"""The core: who said what, who has control, and what may still leave. No vendor is imported here."""
