-- People and what follows a run: approvals, continuations, the outbox, who is told, and for how long runs are kept.

-- A run that awaits approval is Scheduled, and due when the time for it is over: so claims look at nothing new.
ALTER TABLE Run ADD COLUMN ApprovalBy INTEGER;
ALTER TABLE Run ADD COLUMN Batch TEXT;
CREATE INDEX IX_Run_Approval ON Run (ApprovalBy, RunId) WHERE ApprovalBy IS NOT NULL;
CREATE INDEX IX_Run_Batch ON Run (Batch, RunId) WHERE Batch IS NOT NULL;

ALTER TABLE RunPayload ADD COLUMN FollowsRunId INTEGER;
ALTER TABLE RunPayload ADD COLUMN Rehearsing INTEGER CHECK (Rehearsing IN (0, 1));
ALTER TABLE RunPayload ADD COLUMN ApprovedBy TEXT;
ALTER TABLE RunPayload ADD COLUMN ApprovedHash TEXT;

CREATE TABLE RunApproval (
  RunId INTEGER PRIMARY KEY REFERENCES Run,
  Approvers TEXT NOT NULL,
  Until INTEGER NOT NULL,
  DueAt INTEGER,
  StartWithin INTEGER,
  Status TEXT NOT NULL CHECK (Status IN ('Awaited', 'Approved', 'Denied', 'Expired', 'Void')),
  DecidedAt INTEGER,
  DecidedBy TEXT,
  Reason TEXT
) STRICT;

-- What a job says of what comes after it, or before it. By name: the other job may be registered later.
CREATE TABLE Continuation (
  JobId INTEGER NOT NULL REFERENCES Job,
  Number INTEGER NOT NULL,
  Predecessor TEXT NOT NULL COLLATE NOCASE,
  Successor TEXT NOT NULL COLLATE NOCASE,
  Condition TEXT NOT NULL CHECK (Condition IN ('Succeeded', 'Failed', 'Always', 'After')),
  PRIMARY KEY (JobId, Number)
) STRICT, WITHOUT ROWID;

CREATE INDEX IX_Continuation_Predecessor ON Continuation (Predecessor);

-- Written with what has happened, and gone when somebody has seen to it.
CREATE TABLE Outbox (
  EventId INTEGER PRIMARY KEY AUTOINCREMENT,
  Event TEXT NOT NULL,
  RunId INTEGER,
  Status TEXT,
  Attempt INTEGER,
  Data TEXT,
  At INTEGER NOT NULL
) STRICT;

CREATE TABLE Receiver (
  ReceiverId INTEGER PRIMARY KEY,
  Name TEXT NOT NULL COLLATE NOCASE CONSTRAINT UQ_Receiver_Name UNIQUE,
  Registered INTEGER NOT NULL CHECK (Registered IN (0, 1)),
  Content TEXT NOT NULL,
  Failures INTEGER NOT NULL DEFAULT 0,
  SuspendedAt INTEGER,
  SuspendedBy TEXT,
  SuspendedReason TEXT,
  SetAt INTEGER NOT NULL,
  SetBy TEXT NOT NULL
) STRICT;

CREATE TABLE Notification (
  NotificationId INTEGER PRIMARY KEY AUTOINCREMENT,
  ReceiverId INTEGER NOT NULL REFERENCES Receiver,
  Event TEXT NOT NULL,
  Topic TEXT NOT NULL,
  Once TEXT,
  RunId INTEGER,
  Occurrences INTEGER NOT NULL DEFAULT 1,
  Document TEXT NOT NULL,
  Status TEXT NOT NULL CHECK (Status IN ('Pending', 'Sent', 'Parked')),
  NextAt INTEGER,
  ClaimedBy TEXT,
  Attempts INTEGER NOT NULL DEFAULT 0,
  Problem TEXT,
  CreatedAt INTEGER NOT NULL,
  SentAt INTEGER,
  SentWith INTEGER,
  CHECK (Status <> 'Pending' OR NextAt IS NOT NULL)
) STRICT;

CREATE INDEX IX_Notification_Pending ON Notification (NextAt, NotificationId) WHERE Status = 'Pending';
CREATE INDEX IX_Notification_Topic ON Notification (ReceiverId, Topic, NotificationId);
CREATE INDEX IX_Notification_Sent ON Notification (SentAt) WHERE SentAt IS NOT NULL;
CREATE UNIQUE INDEX UX_Notification_Once ON Notification (ReceiverId, Once) WHERE Once IS NOT NULL;

-- Of jobs that say nothing of it themselves. One row, or none.
CREATE TABLE Retention (
  One INTEGER NOT NULL PRIMARY KEY CHECK (One = 1),
  KeepDays INTEGER,
  KeepLast INTEGER
) STRICT;
