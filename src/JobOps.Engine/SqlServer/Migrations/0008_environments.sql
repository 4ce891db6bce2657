-- Environments of jobs with their versions, and the version that a run keeps.

CREATE TABLE jobops.Environment (
  EnvironmentId int IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Environment PRIMARY KEY,
  Name nvarchar(64) COLLATE Latin1_General_CI_AS NOT NULL CONSTRAINT UQ_Environment_Name UNIQUE,
  Version int NOT NULL,
  Registered bit NOT NULL
);

CREATE TABLE jobops.EnvironmentVersion (
  EnvironmentId int NOT NULL CONSTRAINT FK_EnvironmentVersion_Environment REFERENCES jobops.Environment (EnvironmentId),
  Version int NOT NULL,
  Content nvarchar(max) NOT NULL,
  ContentHash char(64) NOT NULL,
  SetAt datetime2(3) NOT NULL,
  SetBy nvarchar(256) NOT NULL,
  CONSTRAINT PK_EnvironmentVersion PRIMARY KEY (EnvironmentId, Version)
);

-- Rehearsals, and which one a run stands on, or why it was started without.
CREATE TABLE jobops.Rehearsal (
  RehearsalId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_Rehearsal PRIMARY KEY,
  JobId int NOT NULL CONSTRAINT FK_Rehearsal_Job REFERENCES jobops.Job (JobId),
  JobVersion int NOT NULL,
  EnvironmentId int NOT NULL CONSTRAINT FK_Rehearsal_Environment REFERENCES jobops.Environment (EnvironmentId),
  EnvironmentVersion int NOT NULL,
  Passed bit NOT NULL,
  Document nvarchar(max) NOT NULL,
  PerformedAt datetime2(3) NOT NULL,
  PerformedBy nvarchar(256) NOT NULL
);

CREATE INDEX IX_Rehearsal_Job ON jobops.Rehearsal (JobId, RehearsalId);

ALTER TABLE jobops.RunPayload ADD EnvironmentVersion int NULL;
ALTER TABLE jobops.RunPayload ADD RehearsalId bigint NULL;
ALTER TABLE jobops.RunPayload ADD ForceReason nvarchar(max) NULL;
GO

-- As jobs are: operators set them, and whoever executes runs reads them.
GRANT INSERT, UPDATE ON jobops.Environment TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.Environment TO jobops_admin;
GRANT INSERT ON jobops.EnvironmentVersion TO jobops_operator;
GRANT INSERT ON jobops.EnvironmentVersion TO jobops_admin;
GRANT INSERT ON jobops.Rehearsal TO jobops_operator;
GRANT INSERT ON jobops.Rehearsal TO jobops_admin;
