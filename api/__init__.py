"""The edge: webhooks, REST, pages, and the one place where everything is joined."""
