"""Pictures made by hand, with what a phone's camera would have written into them."""

import struct
import zlib

PLACE = b"GPS 39.7392 N 104.9903 W"


def png(size: int = 64, secret: bytes = PLACE) -> bytes:
    """A square with a slope of colour, and a comment that tells too much."""
    rows = b"".join(
        b"\x00" + b"".join(bytes((x * 255 // size, y * 255 // size, 96)) for x in range(size)) for y in range(size)
    )
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"tEXt", b"Comment\x00" + secret), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg(turn: int = 6, secret: bytes = PLACE) -> bytes:
    """The segments of a JPEG, with Exif (turned, and a place) and a comment; its scan is not to be drawn."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turn, 0)
    tiff = b"II\x2a\x00" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0) + secret
    segments = (
        (0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        (0xE1, b"Exif\x00\x00" + tiff),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + secret),
        (0xED, b"Photoshop 3.0\x00" + secret),
        (0xFE, secret),
        (0xDB, bytes(65)),
    )
    body = b"".join(b"\xff" + bytes((mark,)) + struct.pack(">H", len(data) + 2) + data for mark, data in segments)
    scan = b"\xff\xda" + struct.pack(">H", 12) + bytes(10) + b"\x12\xff\x00\x34"
    return b"\xff\xd8" + body + scan + b"\xff\xd9" + b"a film behind it " + secret


def webp(secret: bytes = PLACE) -> bytes:
    body = b"WEBP" + _riff(b"VP8X", bytes((0x0C, *bytes(9)))) + _riff(b"VP8L", b"\x2f" + bytes(5))
    body += _riff(b"EXIF", secret) + _riff(b"XMP ", secret)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def gif(secret: bytes = PLACE) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    comment = b"\x21\xfe" + bytes((len(secret),)) + secret + b"\x00"
    picture = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + loop + comment + picture + b"\x3b"
