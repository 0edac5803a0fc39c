"""A dossier: everything about one contact in one file, for a lawyer to file and a machine to read."""
