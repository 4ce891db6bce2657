-- Changes, what was measured of them, and the runs that belong to them. A note is of a run or of a change; its table is made
-- anew, because its key was the run.

CREATE TABLE jobops.Change (
  ChangeId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Change PRIMARY KEY,
  Title nvarchar(max) NOT NULL CONSTRAINT CK_Change_Title CHECK (LEN(Title) > 0),
  Owner nvarchar(max) NOT NULL CONSTRAINT CK_Change_Owner CHECK (LEN(Owner) > 0),
  ExpectedResult nvarchar(max) NOT NULL CONSTRAINT CK_Change_ExpectedResult CHECK (LEN(ExpectedResult) > 0),
  RollbackNote nvarchar(max) NOT NULL CONSTRAINT CK_Change_RollbackNote CHECK (LEN(RollbackNote) > 0),
  Scope nvarchar(max) NOT NULL,
  CurrentBehavior nvarchar(max) NOT NULL,
  Status varchar(10) NOT NULL CONSTRAINT CK_Change_Status
    CHECK (Status IN ('Open', 'Measured', 'Applied', 'Completed', 'RolledBack', 'Abandoned')),
  StatusReason nvarchar(max) NULL,
  StatusAt datetime2(3) NOT NULL,
  StatusBy nvarchar(256) NOT NULL,
  Commands nvarchar(max) NOT NULL,
  OpenedAt datetime2(3) NOT NULL,
  OpenedBy nvarchar(256) NOT NULL
);

CREATE INDEX IX_Change_Live ON jobops.Change (ChangeId) WHERE Status IN ('Open', 'Measured', 'Applied');

CREATE TABLE jobops.ChangeOverlap (
  ChangeId bigint NOT NULL CONSTRAINT FK_ChangeOverlap_Change REFERENCES jobops.Change (ChangeId),
  OtherId bigint NOT NULL CONSTRAINT FK_ChangeOverlap_Other REFERENCES jobops.Change (ChangeId),
  Reason nvarchar(max) NOT NULL,
  CONSTRAINT PK_ChangeOverlap PRIMARY KEY (ChangeId, OtherId)
);

CREATE TABLE jobops.Baseline (
  BaselineId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Baseline PRIMARY KEY,
  ChangeId bigint NOT NULL CONSTRAINT FK_Baseline_Change REFERENCES jobops.Change (ChangeId),
  Phase varchar(6) NOT NULL CONSTRAINT CK_Baseline_Phase CHECK (Phase IN ('Before', 'After')),
  Document nvarchar(max) NOT NULL,
  MeasuredAt datetime2(3) NOT NULL,
  MeasuredBy nvarchar(256) NOT NULL
);

CREATE INDEX IX_Baseline_Change ON jobops.Baseline (ChangeId, BaselineId);

-- Samples are many and seldom read: pressed, thousands in a row of their own.
CREATE TABLE jobops.BaselineSamples (
  BaselineId bigint NOT NULL CONSTRAINT FK_BaselineSamples_Baseline REFERENCES jobops.Baseline (BaselineId),
  Part int NOT NULL,
  Samples varchar(max) NOT NULL,
  CONSTRAINT PK_BaselineSamples PRIMARY KEY (BaselineId, Part)
);

ALTER TABLE jobops.Run ADD ChangeId bigint NULL CONSTRAINT FK_Run_Change REFERENCES jobops.Change (ChangeId);

CREATE TABLE jobops.ChangeNoteBefore (
  NoteId bigint NOT NULL CONSTRAINT PK_ChangeNoteBefore PRIMARY KEY,
  RunId bigint NOT NULL,
  Reason nvarchar(max) NOT NULL,
  Document nvarchar(max) NOT NULL,
  WrittenAt datetime2(3) NOT NULL,
  WrittenBy nvarchar(256) NOT NULL
);
GO

CREATE INDEX IX_Run_Change ON jobops.Run (ChangeId, RunId) WHERE ChangeId IS NOT NULL;

INSERT INTO jobops.ChangeNoteBefore (NoteId, RunId, Reason, Document, WrittenAt, WrittenBy)
SELECT NoteId, RunId, Reason, Document, WrittenAt, WrittenBy FROM jobops.ChangeNote;
DROP TABLE jobops.ChangeNote;
GO

CREATE TABLE jobops.ChangeNote (
  NoteId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_ChangeNote PRIMARY KEY,
  RunId bigint NULL CONSTRAINT FK_ChangeNote_Run REFERENCES jobops.Run (RunId),
  ChangeId bigint NULL CONSTRAINT FK_ChangeNote_Change REFERENCES jobops.Change (ChangeId),
  Reason nvarchar(max) NOT NULL CONSTRAINT CK_ChangeNote_Reason CHECK (LEN(Reason) > 0),
  Document nvarchar(max) NOT NULL,
  WrittenAt datetime2(3) NOT NULL,
  WrittenBy nvarchar(256) NOT NULL,
  CONSTRAINT CK_ChangeNote_Of CHECK ((RunId IS NULL AND ChangeId IS NOT NULL) OR (RunId IS NOT NULL AND ChangeId IS NULL))
);
GO

SET IDENTITY_INSERT jobops.ChangeNote ON;
INSERT INTO jobops.ChangeNote (NoteId, RunId, Reason, Document, WrittenAt, WrittenBy)
SELECT NoteId, RunId, Reason, Document, WrittenAt, WrittenBy FROM jobops.ChangeNoteBefore;
SET IDENTITY_INSERT jobops.ChangeNote OFF;
DROP TABLE jobops.ChangeNoteBefore;
CREATE INDEX IX_ChangeNote_Run ON jobops.ChangeNote (RunId, NoteId) WHERE RunId IS NOT NULL;
CREATE INDEX IX_ChangeNote_Change ON jobops.ChangeNote (ChangeId, NoteId) WHERE ChangeId IS NOT NULL;
GO

-- Rights on the old table of notes went with it. Operators open, measure and complete changes; whoever executes a run may end one
-- by undoing it.
GRANT INSERT ON jobops.ChangeNote TO jobops_operator;
GRANT INSERT, DELETE ON jobops.ChangeNote TO jobops_admin;
GRANT INSERT, UPDATE ON jobops.Change TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.Change TO jobops_admin;
GRANT UPDATE ON jobops.Change TO jobops_worker;
GRANT INSERT ON jobops.ChangeOverlap TO jobops_operator;
GRANT INSERT ON jobops.ChangeOverlap TO jobops_admin;
GRANT INSERT ON jobops.Baseline TO jobops_operator;
GRANT INSERT ON jobops.Baseline TO jobops_admin;
GRANT INSERT ON jobops.BaselineSamples TO jobops_operator;
GRANT INSERT ON jobops.BaselineSamples TO jobops_admin;
GO

IF SERVERPROPERTY('BabelfishVersion') IS NULL
  EXEC (N'
    ALTER TABLE jobops.Change REBUILD WITH (DATA_COMPRESSION = PAGE);
    ALTER TABLE jobops.ChangeNote REBUILD WITH (DATA_COMPRESSION = PAGE);
  ');
