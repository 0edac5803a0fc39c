"""Gate cases: a merchant, a shopper, what happened so far and a draft, as JSON; the gate's verdict on them."""
