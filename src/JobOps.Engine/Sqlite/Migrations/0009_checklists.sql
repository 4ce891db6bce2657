-- Checklists that were gone through, with the evidence.

CREATE TABLE ChecklistResult (
  ChecklistResultId INTEGER PRIMARY KEY AUTOINCREMENT,
  Name TEXT NOT NULL COLLATE NOCASE,
  ChangeId INTEGER REFERENCES Change,
  Passed INTEGER NOT NULL CHECK (Passed IN (0, 1)),
  Document TEXT NOT NULL,
  PerformedAt INTEGER NOT NULL,
  PerformedBy TEXT NOT NULL
) STRICT;

CREATE INDEX IX_ChecklistResult_Change ON ChecklistResult (ChangeId, ChecklistResultId) WHERE ChangeId IS NOT NULL;
