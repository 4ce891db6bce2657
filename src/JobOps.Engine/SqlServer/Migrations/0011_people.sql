-- People and what follows a run: approvals, continuations, the outbox, who is told, and for how long runs are kept.

-- A run that awaits approval is Scheduled, and due when the time for it is over: so claims look at nothing new.
ALTER TABLE jobops.Run ADD ApprovalBy datetime2(3) NULL;
ALTER TABLE jobops.Run ADD Batch nvarchar(200) COLLATE Latin1_General_BIN2 NULL;
ALTER TABLE jobops.RunPayload ADD FollowsRunId bigint NULL;
ALTER TABLE jobops.RunPayload ADD Rehearsing bit NULL;
ALTER TABLE jobops.RunPayload ADD ApprovedBy nvarchar(256) NULL;
ALTER TABLE jobops.RunPayload ADD ApprovedHash char(64) NULL;
GO

CREATE INDEX IX_Run_Approval ON jobops.Run (ApprovalBy, RunId) WHERE ApprovalBy IS NOT NULL;
CREATE INDEX IX_Run_Batch ON jobops.Run (Batch, RunId) WHERE Batch IS NOT NULL;

CREATE TABLE jobops.RunApproval (
  RunId bigint NOT NULL CONSTRAINT PK_RunApproval PRIMARY KEY CONSTRAINT FK_RunApproval_Run REFERENCES jobops.Run (RunId),
  Approvers nvarchar(max) NOT NULL,
  Until datetime2(3) NOT NULL,
  DueAt datetime2(3) NULL,
  StartWithin bigint NULL,
  Status varchar(8) NOT NULL CONSTRAINT CK_RunApproval_Status
    CHECK (Status IN ('Awaited', 'Approved', 'Denied', 'Expired', 'Void')),
  DecidedAt datetime2(3) NULL,
  DecidedBy nvarchar(256) NULL,
  Reason nvarchar(max) NULL
);

-- What a job says of what comes after it, or before it. By name: the other job may be registered later.
CREATE TABLE jobops.Continuation (
  JobId int NOT NULL CONSTRAINT FK_Continuation_Job REFERENCES jobops.Job (JobId),
  Number int NOT NULL,
  Predecessor nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
  Successor nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
  Condition varchar(9) NOT NULL CONSTRAINT CK_Continuation_Condition
    CHECK (Condition IN ('Succeeded', 'Failed', 'Always', 'After')),
  CONSTRAINT PK_Continuation PRIMARY KEY (JobId, Number)
);

CREATE INDEX IX_Continuation_Predecessor ON jobops.Continuation (Predecessor);

-- Written with what has happened, and gone when somebody has seen to it.
CREATE TABLE jobops.Outbox (
  EventId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Outbox PRIMARY KEY,
  Event varchar(20) NOT NULL,
  RunId bigint NULL,
  Status varchar(9) NULL,
  Attempt int NULL,
  Data nvarchar(max) NULL,
  At datetime2(3) NOT NULL
);

CREATE TABLE jobops.Receiver (
  ReceiverId int IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Receiver PRIMARY KEY,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL CONSTRAINT UQ_Receiver_Name UNIQUE,
  Registered bit NOT NULL,
  Content nvarchar(max) NOT NULL,
  Failures int NOT NULL CONSTRAINT DF_Receiver_Failures DEFAULT 0,
  SuspendedAt datetime2(3) NULL,
  SuspendedBy nvarchar(256) NULL,
  SuspendedReason nvarchar(max) NULL,
  SetAt datetime2(3) NOT NULL,
  SetBy nvarchar(256) NOT NULL
);

CREATE TABLE jobops.Notification (
  NotificationId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Notification PRIMARY KEY,
  ReceiverId int NOT NULL CONSTRAINT FK_Notification_Receiver REFERENCES jobops.Receiver (ReceiverId),
  Event varchar(20) NOT NULL,
  Topic nvarchar(256) COLLATE Latin1_General_BIN2 NOT NULL,
  Once nvarchar(200) COLLATE Latin1_General_BIN2 NULL,
  RunId bigint NULL,
  Occurrences int NOT NULL CONSTRAINT DF_Notification_Occurrences DEFAULT 1,
  Document nvarchar(max) NOT NULL,
  Status varchar(7) NOT NULL CONSTRAINT CK_Notification_Status CHECK (Status IN ('Pending', 'Sent', 'Parked')),
  NextAt datetime2(3) NULL,
  ClaimedBy nvarchar(200) NULL,
  Attempts int NOT NULL CONSTRAINT DF_Notification_Attempts DEFAULT 0,
  Problem nvarchar(max) NULL,
  CreatedAt datetime2(3) NOT NULL,
  SentAt datetime2(3) NULL,
  SentWith bigint NULL,
  CONSTRAINT CK_Notification_NextAt CHECK (Status <> 'Pending' OR NextAt IS NOT NULL)
);

CREATE INDEX IX_Notification_Pending ON jobops.Notification (NextAt, NotificationId) WHERE Status = 'Pending';
CREATE INDEX IX_Notification_Topic ON jobops.Notification (ReceiverId, Topic, NotificationId);
CREATE INDEX IX_Notification_Sent ON jobops.Notification (SentAt) WHERE SentAt IS NOT NULL;
CREATE UNIQUE INDEX UX_Notification_Once ON jobops.Notification (ReceiverId, Once) WHERE Once IS NOT NULL;

-- Of jobs that say nothing of it themselves. One row, or none.
CREATE TABLE jobops.Retention (
  One int NOT NULL CONSTRAINT PK_Retention PRIMARY KEY CONSTRAINT CK_Retention_One CHECK (One = 1),
  KeepDays int NULL,
  KeepLast int NULL
);
GO

-- Operators approve, and say who is told; who registers a job says what follows it. Workers see to what has happened.
GRANT INSERT, UPDATE ON jobops.RunApproval TO jobops_operator;
GRANT INSERT, UPDATE, DELETE ON jobops.RunApproval TO jobops_admin;
GRANT INSERT, UPDATE ON jobops.RunApproval TO jobops_worker;
GRANT INSERT, DELETE ON jobops.Continuation TO jobops_operator;
GRANT INSERT, DELETE ON jobops.Continuation TO jobops_admin;
GRANT INSERT, DELETE ON jobops.Outbox TO jobops_operator;
GRANT INSERT, DELETE ON jobops.Outbox TO jobops_admin;
GRANT INSERT, DELETE ON jobops.Outbox TO jobops_worker;
GRANT INSERT, UPDATE ON jobops.Receiver TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.Receiver TO jobops_admin;
GRANT UPDATE ON jobops.Receiver TO jobops_worker;
GRANT INSERT, UPDATE, DELETE ON jobops.Notification TO jobops_operator;
GRANT INSERT, UPDATE, DELETE ON jobops.Notification TO jobops_admin;
GRANT INSERT, UPDATE, DELETE ON jobops.Notification TO jobops_worker;
GRANT INSERT, UPDATE, DELETE ON jobops.Retention TO jobops_admin;
