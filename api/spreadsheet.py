"""Cells of a file that people open as a spreadsheet."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""What begins a formula there; an apostrophe too, so that one that we put before a cell can be told and taken off."""


def harmless(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula, however it begins."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
