-- The ledger on SQL Server 2019 or later and Azure SQL. Times are UTC.

CREATE SCHEMA jobops;
GO

CREATE TABLE jobops.SchemaVersion (
  Version int NOT NULL CONSTRAINT PK_SchemaVersion PRIMARY KEY,
  Name nvarchar(128) NOT NULL,
  AppliedAt datetime2(3) NOT NULL,
  AppliedBy nvarchar(256) NOT NULL
);

CREATE TABLE jobops.Ledger (
  One tinyint NOT NULL CONSTRAINT PK_Ledger PRIMARY KEY CONSTRAINT CK_Ledger_One CHECK (One = 1),
  LedgerId char(36) NOT NULL,
  CreatedAt datetime2(3) NOT NULL
);

CREATE TABLE jobops.Job (
  JobId int IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Job PRIMARY KEY,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL CONSTRAINT UQ_Job_Name UNIQUE,
  Version int NOT NULL,
  Registered bit NOT NULL,
  Enabled bit NOT NULL,
  EnabledReason nvarchar(max) NULL
);

CREATE TABLE jobops.JobVersion (
  JobId int NOT NULL CONSTRAINT FK_JobVersion_Job REFERENCES jobops.Job (JobId),
  Version int NOT NULL,
  Owner nvarchar(max) NOT NULL CONSTRAINT CK_JobVersion_Owner CHECK (LEN(Owner) > 0),
  ExpectedResult nvarchar(max) NOT NULL CONSTRAINT CK_JobVersion_ExpectedResult CHECK (LEN(ExpectedResult) > 0),
  RollbackNote nvarchar(max) NOT NULL CONSTRAINT CK_JobVersion_RollbackNote CHECK (LEN(RollbackNote) > 0),
  Definition nvarchar(max) NOT NULL,
  DefinitionHash char(64) NOT NULL,
  RegisteredAt datetime2(3) NOT NULL,
  RegisteredBy nvarchar(256) NOT NULL,
  CONSTRAINT PK_JobVersion PRIMARY KEY (JobId, Version)
);

-- The hot row: what the queue looks at. Everything long stands in RunPayload.
CREATE TABLE jobops.Run (
  RunId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Run PRIMARY KEY,
  JobId int NOT NULL,
  JobVersion int NOT NULL,
  Kind varchar(8) NOT NULL CONSTRAINT CK_Run_Kind CHECK (Kind IN ('Job', 'Runbook', 'Rollback')),
  Status varchar(9) NOT NULL CONSTRAINT CK_Run_Status
    CHECK (Status IN ('Queued', 'Running', 'Succeeded', 'Failed', 'Unknown', 'Cancelled')),
  RequestedAt datetime2(3) NOT NULL,
  StartedAt datetime2(3) NULL,
  FinishedAt datetime2(3) NULL,
  Attempt int NOT NULL CONSTRAINT DF_Run_Attempt DEFAULT 0,
  LeaseToken bigint NOT NULL CONSTRAINT DF_Run_LeaseToken DEFAULT 0,
  LeaseExpiresAt datetime2(3) NULL,
  Worker nvarchar(200) NULL,
  Environment nvarchar(64) NULL,
  IdempotencyKey nvarchar(200) COLLATE Latin1_General_BIN2 NULL,
  RequestHash char(64) NOT NULL,
  RollbackOf bigint NULL CONSTRAINT FK_Run_RollbackOf REFERENCES jobops.Run (RunId),
  RolledBackBy bigint NULL CONSTRAINT FK_Run_RolledBackBy REFERENCES jobops.Run (RunId),
  CONSTRAINT CK_Run_Lease CHECK (Status <> 'Running' OR LeaseExpiresAt IS NOT NULL),
  CONSTRAINT CK_Run_Rollback CHECK ((Kind = 'Rollback' AND RollbackOf IS NOT NULL) OR (Kind <> 'Rollback' AND RollbackOf IS NULL)),
  CONSTRAINT FK_Run_JobVersion FOREIGN KEY (JobId, JobVersion) REFERENCES jobops.JobVersion (JobId, Version)
);

CREATE UNIQUE INDEX UX_Run_IdempotencyKey ON jobops.Run (JobId, IdempotencyKey) WHERE IdempotencyKey IS NOT NULL;
CREATE UNIQUE INDEX UX_Run_LiveRollback ON jobops.Run (RollbackOf)
  WHERE RollbackOf IS NOT NULL AND Status IN ('Queued', 'Running');
CREATE INDEX IX_Run_Queued ON jobops.Run (RunId) INCLUDE (Kind) WHERE Status = 'Queued';
CREATE INDEX IX_Run_Running ON jobops.Run (LeaseExpiresAt, RunId) INCLUDE (Kind) WHERE Status = 'Running';
CREATE INDEX IX_Run_Job ON jobops.Run (JobId, RunId);
CREATE INDEX IX_Run_RollbackOf ON jobops.Run (RollbackOf, RunId) WHERE RollbackOf IS NOT NULL;

CREATE TABLE jobops.RunPayload (
  RunId bigint NOT NULL CONSTRAINT PK_RunPayload PRIMARY KEY
    CONSTRAINT FK_RunPayload_Run REFERENCES jobops.Run (RunId),
  Parameters nvarchar(max) NOT NULL,
  RequestedBy nvarchar(256) NOT NULL,
  Error nvarchar(max) NULL
);

CREATE TABLE jobops.Step (
  RunId bigint NOT NULL CONSTRAINT FK_Step_Run REFERENCES jobops.Run (RunId),
  Number int NOT NULL,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
  Status varchar(11) NOT NULL CONSTRAINT CK_Step_Status
    CHECK (Status IN ('Running', 'Succeeded', 'Failed', 'Interrupted', 'Accepted')),
  Attempt int NOT NULL,
  InputHash char(64) NOT NULL,
  ReadOnly bit NOT NULL,
  Once bit NOT NULL,
  Undo nvarchar(max) NULL,
  BeforeState nvarchar(max) NULL,
  AfterState nvarchar(max) NULL,
  Result nvarchar(max) NULL,
  Error nvarchar(max) NULL,
  StartedAt datetime2(3) NOT NULL,
  FinishedAt datetime2(3) NULL,
  UndoStatus varchar(13) NULL CONSTRAINT CK_Step_UndoStatus
    CHECK (UndoStatus IN ('Undone', 'AlreadyUndone', 'CannotUndo', 'Drifted')),
  UndoReason nvarchar(max) NULL,
  UndoRunId bigint NULL CONSTRAINT FK_Step_UndoRun REFERENCES jobops.Run (RunId),
  CONSTRAINT PK_Step PRIMARY KEY (RunId, Number),
  CONSTRAINT UQ_Step_Name UNIQUE (RunId, Name)
);

CREATE TABLE jobops.LogLine (
  LogId bigint IDENTITY(1, 1) NOT NULL,
  RunId bigint NOT NULL CONSTRAINT FK_LogLine_Run REFERENCES jobops.Run (RunId),
  At datetime2(3) NOT NULL,
  Stream varchar(11) NOT NULL,
  StepName nvarchar(128) NULL,
  Text nvarchar(max) NOT NULL,
  CONSTRAINT PK_LogLine PRIMARY KEY (RunId, LogId)
);

CREATE TABLE jobops.ChangeNote (
  NoteId bigint IDENTITY(1, 1) NOT NULL,
  RunId bigint NOT NULL CONSTRAINT FK_ChangeNote_Run REFERENCES jobops.Run (RunId),
  Reason nvarchar(max) NOT NULL CONSTRAINT CK_ChangeNote_Reason CHECK (LEN(Reason) > 0),
  Document nvarchar(max) NOT NULL,
  WrittenAt datetime2(3) NOT NULL,
  WrittenBy nvarchar(256) NOT NULL,
  CONSTRAINT PK_ChangeNote PRIMARY KEY (RunId, NoteId)
);

-- RunId 0 is the ledger's own chain.
CREATE TABLE jobops.Journal (
  RunId bigint NOT NULL,
  Sequence bigint NOT NULL,
  At datetime2(3) NOT NULL,
  Actor nvarchar(256) NOT NULL,
  Event varchar(40) NOT NULL,
  Data nvarchar(max) NOT NULL,
  Hash char(64) NOT NULL,
  CONSTRAINT PK_Journal PRIMARY KEY (RunId, Sequence)
);

CREATE TABLE jobops.JournalHead (
  RunId bigint NOT NULL CONSTRAINT PK_JournalHead PRIMARY KEY,
  Sequence bigint NOT NULL,
  Hash char(64) NOT NULL
);
