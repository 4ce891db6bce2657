-- Cache rules, how they were tested, and what was removed from caches by them.

CREATE TABLE CacheRule (
  CacheRuleId INTEGER PRIMARY KEY,
  Name TEXT NOT NULL COLLATE NOCASE CONSTRAINT UQ_CacheRule_Name UNIQUE,
  Registered INTEGER NOT NULL CHECK (Registered IN (0, 1)),
  Revision INTEGER NOT NULL,
  Content TEXT NOT NULL,
  SetAt INTEGER NOT NULL,
  SetBy TEXT NOT NULL
) STRICT;

CREATE TABLE CacheRuleTest (
  CacheRuleTestId INTEGER PRIMARY KEY AUTOINCREMENT,
  Name TEXT NOT NULL COLLATE NOCASE,
  Passed INTEGER NOT NULL CHECK (Passed IN (0, 1)),
  Document TEXT NOT NULL,
  PerformedAt INTEGER NOT NULL,
  PerformedBy TEXT NOT NULL
) STRICT;

CREATE TABLE CacheClearing (
  CacheClearingId INTEGER PRIMARY KEY AUTOINCREMENT,
  Name TEXT NOT NULL COLLATE NOCASE,
  RunId INTEGER,
  StepName TEXT COLLATE NOCASE,
  Removed INTEGER CHECK (Removed >= 0),
  Document TEXT NOT NULL,
  PerformedAt INTEGER NOT NULL,
  PerformedBy TEXT NOT NULL
) STRICT;

CREATE INDEX IX_CacheClearing_Run ON CacheClearing (RunId, CacheClearingId) WHERE RunId IS NOT NULL;

CREATE TABLE CacheClearingBatch (
  CacheClearingId INTEGER NOT NULL REFERENCES CacheClearing,
  Number INTEGER NOT NULL CHECK (Number > 0),
  Keys INTEGER NOT NULL CHECK (Keys > 0),
  Document TEXT NOT NULL,
  PRIMARY KEY (CacheClearingId, Number)
) STRICT;
