DROP VIEW catalogue;
PRAGMA user_version = 1;
