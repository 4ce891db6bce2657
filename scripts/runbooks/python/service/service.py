"""The catalogue of a shop: python3 service.py ROOT. It serves /products and /health as current/config.json says, until TERM."""
import datetime
import json
import os
import pathlib
import signal
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import catalogue

HERE = pathlib.Path(__file__).parent
ROOT = pathlib.Path(sys.argv[1])
VERSION = (HERE / "VERSION").read_text().strip()
SCHEMA = int((HERE / "SCHEMA").read_text())
CONFIG = json.loads((HERE / "config.json").read_text())


def problems():
    """What keeps this release from serving anybody."""
    with sqlite3.connect(ROOT / "shop.db") as database:
        found = database.execute("PRAGMA user_version").fetchone()[0]
    if found != SCHEMA:
        yield f"the database has schema {found} instead of {SCHEMA}"
    if CONFIG["payments"] not in ("sandbox", "live"):
        yield f"there are no payments '{CONFIG['payments']}'"
    if not CONFIG["token"]:
        yield "no token for payments"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # Head and body in one packet: in two, the second one waits 40 ms for the answer to the first.

    def do_GET(self):
        if self.path == "/health":
            found = list(problems())
            self.answer(503 if found else 200, {"version": VERSION, "payments": CONFIG["payments"], "problems": found})
        elif self.path == "/products":
            with sqlite3.connect(ROOT / "shop.db") as database:
                products, calls = catalogue.read(database)
            self.answer(200, products, calls)
        else:
            self.answer(404, {"problems": [f"there is no {self.path}"]})

    def answer(self, status, body, calls=0):
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(text), "X-Database-Calls": calls}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(text)
        self.wfile.flush()

    def log_request(self, code="-", size="-"):
        say("ERROR" if int(code) >= 500 else "INFO", f"{self.command} {self.path} {int(code)}")


def say(level, text):
    print(datetime.datetime.now(datetime.timezone.utc).isoformat(), level, text, flush=True)


server = ThreadingHTTPServer((CONFIG["host"], CONFIG["port"]), Handler)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
(ROOT / "run/service.pid").write_text(str(os.getpid()))
say("INFO", f"version {VERSION} listens")
server.serve_forever()
(ROOT / "run/service.pid").unlink()
say("INFO", f"version {VERSION} has ended")
