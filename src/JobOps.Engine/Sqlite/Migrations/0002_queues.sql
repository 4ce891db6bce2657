-- Queues, limits, due times and workers. The table of runs is made anew, because SQLite cannot change a CHECK in place.

CREATE TABLE Queue (
  QueueId INTEGER PRIMARY KEY,
  Name TEXT NOT NULL COLLATE NOCASE CONSTRAINT UQ_Queue_Name UNIQUE,
  Concurrency INTEGER CHECK (Concurrency BETWEEN 1 AND 10000),
  PausedAt INTEGER,
  PausedBy TEXT,
  PausedReason TEXT,
  CHECK ((PausedAt IS NULL) = (PausedBy IS NULL))
) STRICT;

INSERT INTO Queue (QueueId, Name) VALUES (1, 'default'), (2, 'rollback');

-- What a claim looks through: one lane for each job in each queue that it was ever put into.
CREATE TABLE Lane (
  QueueId INTEGER NOT NULL REFERENCES Queue,
  JobId INTEGER NOT NULL REFERENCES Job,
  PRIMARY KEY (QueueId, JobId)
) STRICT, WITHOUT ROWID;

ALTER TABLE Job ADD COLUMN RunLimit INTEGER CHECK (RunLimit BETWEEN 1 AND 10000);
ALTER TABLE Job ADD COLUMN Overlap TEXT NOT NULL DEFAULT 'Allow' CHECK (Overlap IN ('Allow', 'Queue', 'Skip', 'StopExisting'));
ALTER TABLE Job ADD COLUMN EnabledAt INTEGER;
ALTER TABLE Job ADD COLUMN EnabledBy TEXT;

-- SQLite makes a table of each list behind IN, for every statement; OR ends at the first that fits. It halves an INSERT.
CREATE TABLE RunNew (
  RunId INTEGER PRIMARY KEY AUTOINCREMENT,
  JobId INTEGER NOT NULL,
  JobVersion INTEGER NOT NULL,
  QueueId INTEGER NOT NULL REFERENCES Queue,
  Priority INTEGER NOT NULL CHECK (Priority BETWEEN -1000 AND 1000),
  Kind TEXT NOT NULL CHECK (Kind = 'Job' OR Kind = 'Runbook' OR Kind = 'Rollback'),
  Status TEXT NOT NULL
    CHECK (Status = 'Queued' OR Status = 'Running' OR Status = 'Succeeded' OR Status = 'Scheduled' OR Status = 'Failed'
      OR Status = 'Unknown' OR Status = 'Cancelled'),
  Overlap TEXT NOT NULL CHECK (Overlap = 'Allow' OR Overlap = 'Queue' OR Overlap = 'Skip' OR Overlap = 'StopExisting'),
  RequestedAt INTEGER NOT NULL,
  DueAt INTEGER,
  StartBy INTEGER,
  StartedAt INTEGER,
  ClaimedAt INTEGER,
  FinishedAt INTEGER,
  StopRequestedAt INTEGER,
  Attempt INTEGER NOT NULL DEFAULT 0,
  Retries INTEGER NOT NULL DEFAULT 0,
  LostLeases INTEGER NOT NULL DEFAULT 0,
  LeaseToken INTEGER NOT NULL DEFAULT 0,
  LeaseExpiresAt INTEGER,
  Worker TEXT,
  JobSlot INTEGER,
  QueueSlot INTEGER,
  Environment TEXT,
  IdempotencyKey TEXT,
  RequestHash TEXT NOT NULL,
  RollbackOf INTEGER REFERENCES Run,
  RolledBackBy INTEGER REFERENCES Run,
  CHECK (Status <> 'Running' OR LeaseExpiresAt IS NOT NULL),
  CHECK (Status <> 'Scheduled' OR DueAt IS NOT NULL),
  CHECK (Status = 'Running' OR (JobSlot IS NULL AND QueueSlot IS NULL)),
  CHECK ((Kind = 'Rollback') = (RollbackOf IS NOT NULL)),
  FOREIGN KEY (JobId, JobVersion) REFERENCES JobVersion
) STRICT;

INSERT INTO RunNew
  (RunId, JobId, JobVersion, QueueId, Priority, Kind, Status, Overlap, RequestedAt, StartedAt, ClaimedAt, FinishedAt,
   Attempt, LeaseToken, LeaseExpiresAt, Worker, Environment, IdempotencyKey, RequestHash, RollbackOf, RolledBackBy)
SELECT RunId, JobId, JobVersion, CASE Kind WHEN 'Rollback' THEN 2 ELSE 1 END, 0, Kind, Status, 'Allow', RequestedAt,
  StartedAt, StartedAt, FinishedAt, Attempt, LeaseToken, LeaseExpiresAt, Worker, Environment, IdempotencyKey, RequestHash,
  RollbackOf, RolledBackBy
FROM Run;

UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'Run') WHERE name = 'RunNew';
DROP TABLE Run;
ALTER TABLE RunNew RENAME TO Run;

INSERT INTO Lane (QueueId, JobId) SELECT DISTINCT QueueId, JobId FROM Run;

CREATE UNIQUE INDEX UX_Run_IdempotencyKey ON Run (JobId, IdempotencyKey) WHERE IdempotencyKey IS NOT NULL;
CREATE UNIQUE INDEX UX_Run_LiveRollback ON Run (RollbackOf)
  WHERE RollbackOf IS NOT NULL AND Status IN ('Scheduled', 'Queued', 'Running');
-- One run of a job that skips what overlaps, and so many running ones as there are slots: whatever a program does.
CREATE UNIQUE INDEX UX_Run_Skip ON Run (JobId)
  WHERE Overlap = 'Skip' AND RollbackOf IS NULL AND Status IN ('Scheduled', 'Queued', 'Running');
CREATE INDEX IX_Run_Replaceable ON Run (JobId, RunId)
  WHERE Overlap = 'StopExisting' AND RollbackOf IS NULL AND Status IN ('Scheduled', 'Queued', 'Running');
CREATE UNIQUE INDEX UX_Run_JobSlot ON Run (JobId, JobSlot) WHERE JobSlot IS NOT NULL;
CREATE UNIQUE INDEX UX_Run_QueueSlot ON Run (QueueId, QueueSlot) WHERE QueueSlot IS NOT NULL;
CREATE INDEX IX_Run_Queued ON Run (QueueId, JobId, Priority DESC, RunId) WHERE Status = 'Queued';
CREATE INDEX IX_Run_Scheduled ON Run (DueAt, RunId) WHERE Status = 'Scheduled';
CREATE INDEX IX_Run_StartBy ON Run (StartBy, RunId)
  WHERE StartBy IS NOT NULL AND StartedAt IS NULL AND Status IN ('Scheduled', 'Queued');
CREATE INDEX IX_Run_Running ON Run (LeaseExpiresAt, RunId) WHERE Status = 'Running';
CREATE INDEX IX_Run_Stop ON Run (Worker, RunId) WHERE Status = 'Running' AND StopRequestedAt IS NOT NULL;
CREATE INDEX IX_Run_RollbackOf ON Run (RollbackOf, RunId) WHERE RollbackOf IS NOT NULL;

ALTER TABLE RunPayload ADD COLUMN StopRequestedBy TEXT;
ALTER TABLE RunPayload ADD COLUMN StopReason TEXT;

CREATE TABLE Worker (
  Worker TEXT NOT NULL PRIMARY KEY,
  Host TEXT NOT NULL,
  ProcessId INTEGER NOT NULL,
  Version TEXT NOT NULL,
  Queues TEXT NOT NULL,
  Concurrency INTEGER NOT NULL,
  Draining INTEGER NOT NULL CHECK (Draining IN (0, 1)),
  StartedAt INTEGER NOT NULL,
  HeartbeatAt INTEGER NOT NULL,
  ExpiresAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
