-- Changes, what was measured of them, and the runs that belong to them. A note is of a run or of a change; its table is made
-- anew, because SQLite cannot take a NOT NULL away.

CREATE TABLE Change (
  ChangeId INTEGER PRIMARY KEY AUTOINCREMENT,
  Title TEXT NOT NULL CHECK (TRIM(Title) <> ''),
  Owner TEXT NOT NULL CHECK (TRIM(Owner) <> ''),
  ExpectedResult TEXT NOT NULL CHECK (TRIM(ExpectedResult) <> ''),
  RollbackNote TEXT NOT NULL CHECK (TRIM(RollbackNote) <> ''),
  Scope TEXT NOT NULL,
  CurrentBehavior TEXT NOT NULL,
  Status TEXT NOT NULL CHECK (Status IN ('Open', 'Measured', 'Applied', 'Completed', 'RolledBack', 'Abandoned')),
  StatusReason TEXT,
  StatusAt INTEGER NOT NULL,
  StatusBy TEXT NOT NULL,
  Commands TEXT NOT NULL,
  OpenedAt INTEGER NOT NULL,
  OpenedBy TEXT NOT NULL
) STRICT;

CREATE INDEX IX_Change_Live ON Change (ChangeId) WHERE Status IN ('Open', 'Measured', 'Applied');

CREATE TABLE ChangeOverlap (
  ChangeId INTEGER NOT NULL REFERENCES Change,
  OtherId INTEGER NOT NULL REFERENCES Change,
  Reason TEXT NOT NULL,
  PRIMARY KEY (ChangeId, OtherId)
) STRICT, WITHOUT ROWID;

CREATE TABLE Baseline (
  BaselineId INTEGER PRIMARY KEY AUTOINCREMENT,
  ChangeId INTEGER NOT NULL REFERENCES Change,
  Phase TEXT NOT NULL CHECK (Phase IN ('Before', 'After')),
  Document TEXT NOT NULL,
  MeasuredAt INTEGER NOT NULL,
  MeasuredBy TEXT NOT NULL
) STRICT;

CREATE INDEX IX_Baseline_Change ON Baseline (ChangeId, BaselineId);

-- Samples are many and seldom read: pressed, thousands in a row of their own.
CREATE TABLE BaselineSamples (
  BaselineId INTEGER NOT NULL REFERENCES Baseline,
  Part INTEGER NOT NULL,
  Samples TEXT NOT NULL,
  PRIMARY KEY (BaselineId, Part)
) STRICT;

ALTER TABLE Run ADD COLUMN ChangeId INTEGER REFERENCES Change;
CREATE INDEX IX_Run_Change ON Run (ChangeId, RunId) WHERE ChangeId IS NOT NULL;

CREATE TABLE ChangeNoteNew (
  NoteId INTEGER PRIMARY KEY AUTOINCREMENT,
  RunId INTEGER REFERENCES Run,
  ChangeId INTEGER REFERENCES Change,
  Reason TEXT NOT NULL CHECK (TRIM(Reason) <> ''),
  Document TEXT NOT NULL,
  WrittenAt INTEGER NOT NULL,
  WrittenBy TEXT NOT NULL,
  CHECK ((RunId IS NULL) <> (ChangeId IS NULL))
) STRICT;

INSERT INTO ChangeNoteNew (NoteId, RunId, Reason, Document, WrittenAt, WrittenBy)
SELECT NoteId, RunId, Reason, Document, WrittenAt, WrittenBy FROM ChangeNote;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'ChangeNote') WHERE name = 'ChangeNoteNew';
DROP TABLE ChangeNote;
ALTER TABLE ChangeNoteNew RENAME TO ChangeNote;
CREATE INDEX IX_ChangeNote_Run ON ChangeNote (RunId, NoteId) WHERE RunId IS NOT NULL;
CREATE INDEX IX_ChangeNote_Change ON ChangeNote (ChangeId, NoteId) WHERE ChangeId IS NOT NULL;
