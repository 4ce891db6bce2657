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
