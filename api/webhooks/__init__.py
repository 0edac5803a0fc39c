"""Where carriers and shops call: the signature first, then one transaction, then the answer."""
