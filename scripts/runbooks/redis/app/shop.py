"""A shop with a cache: python3 shop.py ROOT PORT REDIS. Its pages come from a Redis, as ROOT/cache.json says, until TERM."""
import datetime
import fnmatch
import json
import os
import pathlib
import signal
import sys
import threading
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import store

ROOT, PORT, REDIS = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
counts, lock = {"hit": 0, "miss": 0, "bypass": 0}, threading.Lock()


def page(path, user):
    """What the shop shows: the prices come from another system, which takes 30 ms to answer."""
    if path.startswith("/products/"):
        time.sleep(0.03)
        return f"Product {path[10:]} costs 12.50. Hello {user or 'visitor'}."
    return {"/news": "No news.", "/account": f"The account of {user}." if user else "Log in."}.get(path)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # Head and body in one packet: in two, the second one waits 40 ms for the answer to the first.

    def do_GET(self):
        path = self.path.split("?")[0]
        if path in ("/health", "/stats"):
            return self.answer("ok" if path == "/health" else json.dumps(counts), {})
        session = SimpleCookie(self.headers.get("Cookie")).get("session")
        user = session.value if session else None
        # Read anew each time: what an operator puts there holds for the next visitor.
        rules = json.loads((ROOT / "cache.json").read_text())
        rule = next((rule for route, rule in rules.items() if fnmatch.fnmatchcase(path, route)), None)
        if rule is None or rule["for"] == "visitors" and user:
            return self.show("bypass", page(path, user), {"Cache-Status": "shop; fwd=bypass", "Cache-Control": "private, no-store"})
        key, ttl = f"page:{self.path}", rule["ttl"]
        try:
            redis = store.Redis(REDIS)
            kept, left = redis.ask("GET", key), redis.ask("PTTL", key)
            if kept and left > 0:
                ttl, body = kept.decode().split("\n", 1)
                ttl, left = int(ttl) // 1000, left // 1000
                headers = {"Cache-Status": f"shop; hit; ttl={left}", "Age": ttl - left, "Cache-Control": f"max-age={ttl}"}
                return self.show("hit", body, headers)
            begun = time.monotonic()
            body, status = page(path, user), "shop; fwd=miss"
            left = ttl - int((time.monotonic() - begun) * 1000)  # A page is as old as the prices in it.
            if body and left > 0:
                redis.ask("SET", key, f"{ttl}\n{body}", "PX", left)
                status += "; stored"
        except OSError as problem:  # A shop without its cache is slow, and open.
            say("WARNING", f"the cache does not answer: {problem}")
            body, status = page(path, user), "shop; fwd=miss; detail=unreachable"
        self.show("miss", body, {"Cache-Status": status, "Cache-Control": f"max-age={ttl // 1000}"})

    def show(self, outcome, body, headers):
        with lock:
            counts[outcome] += 1
        self.answer(body, headers | {"X-Cache": outcome.upper()})

    def answer(self, body, headers):
        text = f"{body or 'There is no such page.'}\n".encode()
        self.send_response(200 if body else 404)
        for name, value in ({"Content-Type": "text/plain", "Content-Length": len(text)} | headers).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(text)
        self.wfile.flush()

    def log_request(self, code="-", size="-"):
        say("INFO", f"{self.command} {self.path} {int(code)}")


def say(level, text):
    print(datetime.datetime.now(datetime.timezone.utc).isoformat(), level, text, flush=True)


server = ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
(ROOT / "run/shop.pid").write_text(str(os.getpid()))
say("INFO", "the shop is open")
server.serve_forever()
(ROOT / "run/shop.pid").unlink()
