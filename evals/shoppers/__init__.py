"""Shoppers that are simulated: by rules, or by a model. Each is itself judged before a conversation with it counts."""
