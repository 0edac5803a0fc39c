"""A local web server with a shop's pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def served(pages: dict[str, bytes | int | str]) -> Iterator[str]:
    """Serve HTML by path: bytes are a page, a number is a status, words are where it redirects. Yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = pages.get(self.path, 404)
            self.send_response(200 if isinstance(found, bytes) else 302 if isinstance(found, str) else found)
            if isinstance(found, str):
                self.send_header("location", found)
            body = found if isinstance(found, bytes) else b""
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
