-- Schedules of jobs, when each of them is due next, and the slots that have no run, with the reason.

CREATE TABLE Schedule (
  ScheduleId INTEGER PRIMARY KEY,
  Name TEXT NOT NULL COLLATE NOCASE CONSTRAINT UQ_Schedule_Name UNIQUE,
  JobId INTEGER NOT NULL REFERENCES Job,
  OfJobFile INTEGER NOT NULL CHECK (OfJobFile IN (0, 1)),
  Registered INTEGER NOT NULL CHECK (Registered IN (0, 1)),
  Revision INTEGER NOT NULL,
  Content TEXT NOT NULL,
  NextSlot INTEGER,
  DueAt INTEGER,
  LastSlot INTEGER,
  LastRunId INTEGER,
  Problem TEXT,
  SuspendedAt INTEGER,
  SuspendedBy TEXT,
  SuspendedReason TEXT,
  SetAt INTEGER NOT NULL,
  SetBy TEXT NOT NULL
) STRICT;

CREATE INDEX IX_Schedule_Due ON Schedule (DueAt) WHERE DueAt IS NOT NULL;
CREATE INDEX IX_Schedule_Job ON Schedule (JobId);

CREATE TABLE MissedSlot (
  MissedId INTEGER PRIMARY KEY AUTOINCREMENT,
  ScheduleId INTEGER NOT NULL REFERENCES Schedule,
  FirstSlot INTEGER NOT NULL,
  LastSlot INTEGER NOT NULL,
  Slots INTEGER NOT NULL CHECK (Slots > 0),
  Reason TEXT NOT NULL CHECK (Reason IN ('TooLate', 'Superseded', 'TooMany', 'Suspended', 'Changed', 'Overlap', 'Refused')),
  Detail TEXT,
  WrittenAt INTEGER NOT NULL
) STRICT;

CREATE INDEX IX_MissedSlot_Schedule ON MissedSlot (ScheduleId, MissedId);
