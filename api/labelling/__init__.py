"""Labels: what people say of conversations, so that judges can be held against them."""
