"""As much of a client of Redis as the shop needs, so that nothing has to be installed for it."""
import socket
import threading

_own = threading.local()


class Redis:
    """The connection of this thread; a new one where the last one has failed."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        if not hasattr(_own, "stream"):
            _own.stream = socket.create_connection((host, int(port)), 2).makefile("rwb")

    def ask(self, *words):
        encoded = [str(word).encode() for word in words]
        request = b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)
        try:
            _own.stream.write(request)
            _own.stream.flush()
            return self._answer(_own.stream.readline())
        except OSError:
            del _own.stream
            raise

    @staticmethod
    def _answer(line):
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return None if rest == b"-1" else _own.stream.read(int(rest) + 2)[:-2]
        if kind in (b"", b"-"):
            raise OSError(rest.decode() or "it has closed the connection")
        return int(rest) if kind == b":" else rest.decode()
