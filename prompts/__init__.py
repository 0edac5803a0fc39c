"""The words: Jinja2 packs, versioned and hashed."""
