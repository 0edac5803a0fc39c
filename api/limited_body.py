"""Reading a request's body within a limit."""

from fastapi import Request

from api.problems import TooLarge


async def body_within(request: Request, most: int) -> bytes:
    """Return the bytes as they arrived. Raises TooLarge beyond `most`, and ClientDisconnect where they broke off."""
    parts = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLarge(f"the body is larger than {most} bytes")
        parts.append(part)
    return b"".join(parts)
