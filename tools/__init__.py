"""What the agent may do, and the shop and the knowledge that it does it with."""
