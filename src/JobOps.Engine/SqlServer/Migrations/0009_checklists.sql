-- Checklists that were gone through, with the evidence.

CREATE TABLE jobops.ChecklistResult (
  ChecklistResultId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_ChecklistResult PRIMARY KEY,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
  ChangeId bigint NULL CONSTRAINT FK_ChecklistResult_Change REFERENCES jobops.Change (ChangeId),
  Passed bit NOT NULL,
  Document nvarchar(max) NOT NULL,
  PerformedAt datetime2(3) NOT NULL,
  PerformedBy nvarchar(256) NOT NULL
);

CREATE INDEX IX_ChecklistResult_Change ON jobops.ChecklistResult (ChangeId, ChecklistResultId) WHERE ChangeId IS NOT NULL;
GO

-- Whoever answers for a change goes through the lists.
GRANT INSERT ON jobops.ChecklistResult TO jobops_operator;
GRANT INSERT ON jobops.ChecklistResult TO jobops_admin;
