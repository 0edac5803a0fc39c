"""Where a person sets their password by a link: told by the pages, and by the command line, which opens no page."""

PASSWORD_PATH = "/password"


def link_address(public_url: str, token: str) -> str:
    """Return the whole address of a link."""
    return f"{public_url.rstrip('/')}{PASSWORD_PATH}?token={token}"
