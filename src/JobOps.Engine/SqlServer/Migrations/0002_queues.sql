-- Queues, limits, due times and workers.

CREATE TABLE jobops.Queue (
  QueueId int IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Queue PRIMARY KEY,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL CONSTRAINT UQ_Queue_Name UNIQUE,
  Concurrency int NULL CONSTRAINT CK_Queue_Concurrency CHECK (Concurrency BETWEEN 1 AND 10000),
  PausedAt datetime2(3) NULL,
  PausedBy nvarchar(256) NULL,
  PausedReason nvarchar(max) NULL,
  CONSTRAINT CK_Queue_Paused CHECK ((PausedAt IS NULL AND PausedBy IS NULL) OR (PausedAt IS NOT NULL AND PausedBy IS NOT NULL))
);

INSERT INTO jobops.Queue (Name) VALUES (N'default');
INSERT INTO jobops.Queue (Name) VALUES (N'rollback');

-- What a claim looks through: one lane for each job in each queue that it was ever put into.
CREATE TABLE jobops.Lane (
  QueueId int NOT NULL CONSTRAINT FK_Lane_Queue REFERENCES jobops.Queue (QueueId),
  JobId int NOT NULL CONSTRAINT FK_Lane_Job REFERENCES jobops.Job (JobId),
  CONSTRAINT PK_Lane PRIMARY KEY (QueueId, JobId)
);

ALTER TABLE jobops.Job ADD RunLimit int NULL CONSTRAINT CK_Job_RunLimit CHECK (RunLimit BETWEEN 1 AND 10000);
ALTER TABLE jobops.Job ADD Overlap varchar(12) NOT NULL CONSTRAINT DF_Job_Overlap DEFAULT 'Allow'
  CONSTRAINT CK_Job_Overlap CHECK (Overlap IN ('Allow', 'Queue', 'Skip', 'StopExisting'));
ALTER TABLE jobops.Job ADD EnabledAt datetime2(3) NULL;
ALTER TABLE jobops.Job ADD EnabledBy nvarchar(256) NULL;

ALTER TABLE jobops.Run ADD QueueId int NOT NULL CONSTRAINT DF_Run_QueueId DEFAULT 1
  CONSTRAINT FK_Run_Queue REFERENCES jobops.Queue (QueueId);
ALTER TABLE jobops.Run ADD Priority int NOT NULL CONSTRAINT DF_Run_Priority DEFAULT 0
  CONSTRAINT CK_Run_Priority CHECK (Priority BETWEEN -1000 AND 1000);
ALTER TABLE jobops.Run ADD Overlap varchar(12) NOT NULL CONSTRAINT DF_Run_Overlap DEFAULT 'Allow'
  CONSTRAINT CK_Run_Overlap CHECK (Overlap IN ('Allow', 'Queue', 'Skip', 'StopExisting'));
ALTER TABLE jobops.Run ADD DueAt datetime2(3) NULL;
ALTER TABLE jobops.Run ADD StartBy datetime2(3) NULL;
ALTER TABLE jobops.Run ADD ClaimedAt datetime2(3) NULL;
ALTER TABLE jobops.Run ADD StopRequestedAt datetime2(3) NULL;
ALTER TABLE jobops.Run ADD Retries int NOT NULL CONSTRAINT DF_Run_Retries DEFAULT 0;
ALTER TABLE jobops.Run ADD LostLeases int NOT NULL CONSTRAINT DF_Run_LostLeases DEFAULT 0;
ALTER TABLE jobops.Run ADD JobSlot int NULL;
ALTER TABLE jobops.Run ADD QueueSlot int NULL;
ALTER TABLE jobops.RunPayload ADD StopRequestedBy nvarchar(256) NULL;
ALTER TABLE jobops.RunPayload ADD StopReason nvarchar(max) NULL;
GO

UPDATE jobops.Run SET QueueId = 2 WHERE Kind = 'Rollback';
UPDATE jobops.Run SET ClaimedAt = StartedAt;
INSERT INTO jobops.Lane (QueueId, JobId) SELECT DISTINCT QueueId, JobId FROM jobops.Run;

ALTER TABLE jobops.Run DROP CONSTRAINT CK_Run_Status;
ALTER TABLE jobops.Run ADD CONSTRAINT CK_Run_Status
  CHECK (Status IN ('Scheduled', 'Queued', 'Running', 'Succeeded', 'Failed', 'Unknown', 'Cancelled'));
ALTER TABLE jobops.Run ADD CONSTRAINT CK_Run_Due CHECK (Status <> 'Scheduled' OR DueAt IS NOT NULL);
ALTER TABLE jobops.Run ADD CONSTRAINT CK_Run_Slots CHECK (Status = 'Running' OR (JobSlot IS NULL AND QueueSlot IS NULL));
GO

DROP INDEX UX_Run_LiveRollback ON jobops.Run;
DROP INDEX IX_Run_Queued ON jobops.Run;
-- No statement goes by it, and every request pays for it.
DROP INDEX IX_Run_Job ON jobops.Run;
GO

CREATE UNIQUE INDEX UX_Run_LiveRollback ON jobops.Run (RollbackOf)
  WHERE RollbackOf IS NOT NULL AND Status IN ('Scheduled', 'Queued', 'Running');
-- One run of a job that skips what overlaps, and so many running ones as there are slots: whatever a program does.
CREATE UNIQUE INDEX UX_Run_Skip ON jobops.Run (JobId)
  WHERE Overlap = 'Skip' AND RollbackOf IS NULL AND Status IN ('Scheduled', 'Queued', 'Running');
CREATE INDEX IX_Run_Replaceable ON jobops.Run (JobId, RunId)
  WHERE Overlap = 'StopExisting' AND RollbackOf IS NULL AND Status IN ('Scheduled', 'Queued', 'Running');
CREATE UNIQUE INDEX UX_Run_JobSlot ON jobops.Run (JobId, JobSlot) WHERE JobSlot IS NOT NULL;
CREATE UNIQUE INDEX UX_Run_QueueSlot ON jobops.Run (QueueId, QueueSlot) WHERE QueueSlot IS NOT NULL;
CREATE INDEX IX_Run_Queued ON jobops.Run (QueueId, JobId, Priority DESC, RunId) INCLUDE (Kind) WHERE Status = 'Queued';
CREATE INDEX IX_Run_Scheduled ON jobops.Run (DueAt, RunId) WHERE Status = 'Scheduled';
CREATE INDEX IX_Run_StartBy ON jobops.Run (StartBy, RunId)
  WHERE StartBy IS NOT NULL AND StartedAt IS NULL AND Status IN ('Scheduled', 'Queued');
CREATE INDEX IX_Run_Stop ON jobops.Run (Worker, RunId) WHERE Status = 'Running' AND StopRequestedAt IS NOT NULL;

CREATE TABLE jobops.Worker (
  Worker nvarchar(200) COLLATE Latin1_General_BIN2 NOT NULL CONSTRAINT PK_Worker PRIMARY KEY,
  Host nvarchar(200) NOT NULL,
  ProcessId int NOT NULL,
  Version nvarchar(100) NOT NULL,
  Queues nvarchar(max) NOT NULL,
  Concurrency int NOT NULL,
  Draining bit NOT NULL,
  StartedAt datetime2(3) NOT NULL,
  HeartbeatAt datetime2(3) NOT NULL,
  ExpiresAt datetime2(3) NOT NULL
);
