"""Prints the one route whose rule a candidate alters, and fails where it is another number: python3 check.py LIVE CANDIDATE"""
import json
import pathlib
import sys

live, candidate = (json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:])
for route, rule in candidate.items():
    if set(rule) != {"ttl", "for"} or type(rule["ttl"]) is not int or rule["ttl"] <= 0 or rule["for"] not in ("visitors", "everybody"):
        sys.exit(f"{route}: expected a ttl in milliseconds, for visitors or everybody")
altered = [route for route in live | candidate if live.get(route) != candidate.get(route)]
if len(altered) != 1:
    sys.exit(f"{len(altered)} routes are altered instead of 1: {', '.join(altered)}")
print(altered[0])
