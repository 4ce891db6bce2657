-- Environments of jobs with their versions, and the version that a run keeps.

CREATE TABLE Environment (
  EnvironmentId INTEGER PRIMARY KEY,
  Name TEXT NOT NULL COLLATE NOCASE CONSTRAINT UQ_Environment_Name UNIQUE,
  Version INTEGER NOT NULL,
  Registered INTEGER NOT NULL CHECK (Registered IN (0, 1))
) STRICT;

CREATE TABLE EnvironmentVersion (
  EnvironmentId INTEGER NOT NULL REFERENCES Environment,
  Version INTEGER NOT NULL,
  Content TEXT NOT NULL,
  ContentHash TEXT NOT NULL,
  SetAt INTEGER NOT NULL,
  SetBy TEXT NOT NULL,
  PRIMARY KEY (EnvironmentId, Version)
) STRICT, WITHOUT ROWID;

ALTER TABLE RunPayload ADD COLUMN EnvironmentVersion INTEGER;

-- Rehearsals, and which one a run stands on, or why it was started without.
CREATE TABLE Rehearsal (
  RehearsalId INTEGER PRIMARY KEY AUTOINCREMENT,
  JobId INTEGER NOT NULL REFERENCES Job,
  JobVersion INTEGER NOT NULL,
  EnvironmentId INTEGER NOT NULL REFERENCES Environment,
  EnvironmentVersion INTEGER NOT NULL,
  Passed INTEGER NOT NULL CHECK (Passed IN (0, 1)),
  Document TEXT NOT NULL,
  PerformedAt INTEGER NOT NULL,
  PerformedBy TEXT NOT NULL
) STRICT;

CREATE INDEX IX_Rehearsal_Job ON Rehearsal (JobId, RehearsalId);

ALTER TABLE RunPayload ADD COLUMN RehearsalId INTEGER;
ALTER TABLE RunPayload ADD COLUMN ForceReason TEXT;
