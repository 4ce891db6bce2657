-- Schedules of jobs, when each of them is due next, and the slots that have no run, with the reason.

CREATE TABLE jobops.Schedule (
  ScheduleId int IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Schedule PRIMARY KEY,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL CONSTRAINT UQ_Schedule_Name UNIQUE,
  JobId int NOT NULL CONSTRAINT FK_Schedule_Job REFERENCES jobops.Job (JobId),
  OfJobFile bit NOT NULL,
  Registered bit NOT NULL,
  Revision bigint NOT NULL,
  Content nvarchar(max) NOT NULL,
  NextSlot datetime2(3) NULL,
  DueAt datetime2(3) NULL,
  LastSlot datetime2(3) NULL,
  LastRunId bigint NULL,
  Problem nvarchar(max) NULL,
  SuspendedAt datetime2(3) NULL,
  SuspendedBy nvarchar(256) NULL,
  SuspendedReason nvarchar(max) NULL,
  SetAt datetime2(3) NOT NULL,
  SetBy nvarchar(256) NOT NULL
);

CREATE INDEX IX_Schedule_Due ON jobops.Schedule (DueAt) WHERE DueAt IS NOT NULL;
CREATE INDEX IX_Schedule_Job ON jobops.Schedule (JobId);

CREATE TABLE jobops.MissedSlot (
  MissedId bigint IDENTITY(1, 1) NOT NULL,
  ScheduleId int NOT NULL CONSTRAINT FK_MissedSlot_Schedule REFERENCES jobops.Schedule (ScheduleId),
  FirstSlot datetime2(3) NOT NULL,
  LastSlot datetime2(3) NOT NULL,
  Slots int NOT NULL CONSTRAINT CK_MissedSlot_Slots CHECK (Slots > 0),
  Reason varchar(10) NOT NULL CONSTRAINT CK_MissedSlot_Reason
    CHECK (Reason IN ('TooLate', 'Superseded', 'TooMany', 'Suspended', 'Changed', 'Overlap', 'Refused')),
  Detail nvarchar(max) NULL,
  WrittenAt datetime2(3) NOT NULL,
  CONSTRAINT PK_MissedSlot PRIMARY KEY (ScheduleId, MissedId)
);
GO

-- As jobs are: operators set them. Every worker makes runs of what is due.
GRANT INSERT, UPDATE ON jobops.Schedule TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.Schedule TO jobops_admin;
GRANT INSERT, UPDATE ON jobops.MissedSlot TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.MissedSlot TO jobops_admin;
GRANT UPDATE ON jobops.Schedule TO jobops_worker;
GRANT INSERT, UPDATE ON jobops.MissedSlot TO jobops_worker;
GRANT INSERT ON jobops.Run TO jobops_worker;
GRANT INSERT ON jobops.RunPayload TO jobops_worker;
GRANT INSERT ON jobops.JournalHead TO jobops_worker;
GRANT INSERT ON jobops.Lane TO jobops_worker;
GRANT INSERT ON jobops.Queue TO jobops_worker;
