-- The embedded ledger. Times are milliseconds since 1970-01-01 UTC.

CREATE TABLE SchemaVersion (
  Version INTEGER NOT NULL PRIMARY KEY,
  Name TEXT NOT NULL,
  AppliedAt INTEGER NOT NULL,
  AppliedBy TEXT NOT NULL
) STRICT;

CREATE TABLE Ledger (
  One INTEGER NOT NULL PRIMARY KEY CHECK (One = 1),
  LedgerId TEXT NOT NULL,
  CreatedAt INTEGER NOT NULL
) STRICT;

CREATE TABLE Job (
  JobId INTEGER PRIMARY KEY,
  Name TEXT NOT NULL COLLATE NOCASE CONSTRAINT UQ_Job_Name UNIQUE,
  Version INTEGER NOT NULL,
  Registered INTEGER NOT NULL CHECK (Registered IN (0, 1)),
  Enabled INTEGER NOT NULL CHECK (Enabled IN (0, 1)),
  EnabledReason TEXT
) STRICT;

CREATE TABLE JobVersion (
  JobId INTEGER NOT NULL REFERENCES Job,
  Version INTEGER NOT NULL,
  Owner TEXT NOT NULL CHECK (TRIM(Owner) <> ''),
  ExpectedResult TEXT NOT NULL CHECK (TRIM(ExpectedResult) <> ''),
  RollbackNote TEXT NOT NULL CHECK (TRIM(RollbackNote) <> ''),
  Definition TEXT NOT NULL,
  DefinitionHash TEXT NOT NULL,
  RegisteredAt INTEGER NOT NULL,
  RegisteredBy TEXT NOT NULL,
  PRIMARY KEY (JobId, Version)
) STRICT, WITHOUT ROWID;

-- The hot row: what the queue looks at. Everything long stands in RunPayload.
CREATE TABLE Run (
  RunId INTEGER PRIMARY KEY AUTOINCREMENT,
  JobId INTEGER NOT NULL,
  JobVersion INTEGER NOT NULL,
  Kind TEXT NOT NULL CHECK (Kind IN ('Job', 'Runbook', 'Rollback')),
  Status TEXT NOT NULL CHECK (Status IN ('Queued', 'Running', 'Succeeded', 'Failed', 'Unknown', 'Cancelled')),
  RequestedAt INTEGER NOT NULL,
  StartedAt INTEGER,
  FinishedAt INTEGER,
  Attempt INTEGER NOT NULL DEFAULT 0,
  LeaseToken INTEGER NOT NULL DEFAULT 0,
  LeaseExpiresAt INTEGER,
  Worker TEXT,
  Environment TEXT,
  IdempotencyKey TEXT,
  RequestHash TEXT NOT NULL,
  RollbackOf INTEGER REFERENCES Run,
  RolledBackBy INTEGER REFERENCES Run,
  CHECK (Status <> 'Running' OR LeaseExpiresAt IS NOT NULL),
  CHECK ((Kind = 'Rollback') = (RollbackOf IS NOT NULL)),
  FOREIGN KEY (JobId, JobVersion) REFERENCES JobVersion
) STRICT;

CREATE UNIQUE INDEX UX_Run_IdempotencyKey ON Run (JobId, IdempotencyKey) WHERE IdempotencyKey IS NOT NULL;
CREATE UNIQUE INDEX UX_Run_LiveRollback ON Run (RollbackOf)
  WHERE RollbackOf IS NOT NULL AND Status IN ('Queued', 'Running');
CREATE INDEX IX_Run_Queued ON Run (RunId) WHERE Status = 'Queued';
CREATE INDEX IX_Run_Running ON Run (LeaseExpiresAt, RunId) WHERE Status = 'Running';
CREATE INDEX IX_Run_Job ON Run (JobId, RunId);
CREATE INDEX IX_Run_RollbackOf ON Run (RollbackOf, RunId) WHERE RollbackOf IS NOT NULL;

CREATE TABLE RunPayload (
  RunId INTEGER PRIMARY KEY REFERENCES Run,
  Parameters TEXT NOT NULL,
  RequestedBy TEXT NOT NULL,
  Error TEXT
) STRICT;

CREATE TABLE Step (
  RunId INTEGER NOT NULL REFERENCES Run,
  Number INTEGER NOT NULL,
  Name TEXT NOT NULL COLLATE NOCASE,
  Status TEXT NOT NULL CHECK (Status IN ('Running', 'Succeeded', 'Failed', 'Interrupted', 'Accepted')),
  Attempt INTEGER NOT NULL,
  InputHash TEXT NOT NULL,
  ReadOnly INTEGER NOT NULL CHECK (ReadOnly IN (0, 1)),
  Once INTEGER NOT NULL CHECK (Once IN (0, 1)),
  Undo TEXT,
  BeforeState TEXT,
  AfterState TEXT,
  Result TEXT,
  Error TEXT,
  StartedAt INTEGER NOT NULL,
  FinishedAt INTEGER,
  UndoStatus TEXT CHECK (UndoStatus IN ('Undone', 'AlreadyUndone', 'CannotUndo', 'Drifted')),
  UndoReason TEXT,
  UndoRunId INTEGER REFERENCES Run,
  PRIMARY KEY (RunId, Number),
  CONSTRAINT UQ_Step_Name UNIQUE (RunId, Name)
) STRICT, WITHOUT ROWID;

CREATE TABLE LogLine (
  LogId INTEGER PRIMARY KEY AUTOINCREMENT,
  RunId INTEGER NOT NULL REFERENCES Run,
  At INTEGER NOT NULL,
  Stream TEXT NOT NULL,
  StepName TEXT,
  Text TEXT NOT NULL
) STRICT;

CREATE INDEX IX_LogLine_Run ON LogLine (RunId, LogId);

CREATE TABLE ChangeNote (
  NoteId INTEGER PRIMARY KEY AUTOINCREMENT,
  RunId INTEGER NOT NULL REFERENCES Run,
  Reason TEXT NOT NULL CHECK (TRIM(Reason) <> ''),
  Document TEXT NOT NULL,
  WrittenAt INTEGER NOT NULL,
  WrittenBy TEXT NOT NULL
) STRICT;

CREATE INDEX IX_ChangeNote_Run ON ChangeNote (RunId, NoteId);

-- RunId 0 is the ledger's own chain.
CREATE TABLE Journal (
  RunId INTEGER NOT NULL,
  Sequence INTEGER NOT NULL,
  At INTEGER NOT NULL,
  Actor TEXT NOT NULL,
  Event TEXT NOT NULL,
  Data TEXT NOT NULL,
  Hash TEXT NOT NULL,
  PRIMARY KEY (RunId, Sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE JournalHead (
  RunId INTEGER PRIMARY KEY,
  Sequence INTEGER NOT NULL,
  Hash TEXT NOT NULL
) STRICT;
