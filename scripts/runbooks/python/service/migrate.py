"""Brings the database to the schema of this release: python3 migrate.py DATABASE up. Then back to the one before: … back SCHEMA."""
import pathlib
import sqlite3
import sys

database, action = sqlite3.connect(sys.argv[1]), sys.argv[2]
found = database.execute("PRAGMA user_version").fetchone()[0]
wanted = int(sys.argv[3]) if action == "back" else int(pathlib.Path(__file__).with_name("SCHEMA").read_text())
# What is there already is not done again, and the way back of a release that brought nothing is nothing.
if action != "show" and found != wanted:
    script = pathlib.Path(__file__).with_name({"up": "up.sql", "back": "down.sql"}[action])
    database.executescript(f"BEGIN; {script.read_text()} COMMIT;")
    found = database.execute("PRAGMA user_version").fetchone()[0]
print(found)
