-- Cache rules, how they were tested, and what was removed from caches by them.

CREATE TABLE jobops.CacheRule (
  CacheRuleId int IDENTITY(1, 1) NOT NULL CONSTRAINT PK_CacheRule PRIMARY KEY,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL CONSTRAINT UQ_CacheRule_Name UNIQUE,
  Registered bit NOT NULL,
  Revision bigint NOT NULL,
  Content nvarchar(max) NOT NULL,
  SetAt datetime2(3) NOT NULL,
  SetBy nvarchar(256) NOT NULL
);

CREATE TABLE jobops.CacheRuleTest (
  CacheRuleTestId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_CacheRuleTest PRIMARY KEY,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
  Passed bit NOT NULL,
  Document nvarchar(max) NOT NULL,
  PerformedAt datetime2(3) NOT NULL,
  PerformedBy nvarchar(256) NOT NULL
);

CREATE TABLE jobops.CacheClearing (
  CacheClearingId bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_CacheClearing PRIMARY KEY,
  Name nvarchar(128) COLLATE Latin1_General_CI_AS NOT NULL,
  RunId bigint NULL,
  StepName nvarchar(128) COLLATE Latin1_General_CI_AS NULL,
  Removed bigint NULL CONSTRAINT CK_CacheClearing_Removed CHECK (Removed >= 0),
  Document nvarchar(max) NOT NULL,
  PerformedAt datetime2(3) NOT NULL,
  PerformedBy nvarchar(256) NOT NULL
);

CREATE INDEX IX_CacheClearing_Run ON jobops.CacheClearing (RunId, CacheClearingId) WHERE RunId IS NOT NULL;

CREATE TABLE jobops.CacheClearingBatch (
  CacheClearingId bigint NOT NULL CONSTRAINT FK_CacheClearingBatch_CacheClearing REFERENCES jobops.CacheClearing (CacheClearingId),
  Number int NOT NULL CONSTRAINT CK_CacheClearingBatch_Number CHECK (Number > 0),
  Keys int NOT NULL CONSTRAINT CK_CacheClearingBatch_Keys CHECK (Keys > 0),
  Document nvarchar(max) NOT NULL,
  CONSTRAINT PK_CacheClearingBatch PRIMARY KEY (CacheClearingId, Number)
);
GO

-- As jobs and schedules are: operators set them. Steps of workers test, clear and register as well.
GRANT INSERT, UPDATE ON jobops.CacheRule TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.CacheRule TO jobops_worker;
GRANT INSERT, UPDATE ON jobops.CacheRule TO jobops_admin;
GRANT INSERT ON jobops.CacheRuleTest TO jobops_operator;
GRANT INSERT ON jobops.CacheRuleTest TO jobops_worker;
GRANT INSERT ON jobops.CacheRuleTest TO jobops_admin;
GRANT INSERT, UPDATE ON jobops.CacheClearing TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.CacheClearing TO jobops_worker;
GRANT INSERT, UPDATE ON jobops.CacheClearing TO jobops_admin;
GRANT INSERT ON jobops.CacheClearingBatch TO jobops_operator;
GRANT INSERT ON jobops.CacheClearingBatch TO jobops_worker;
GRANT INSERT ON jobops.CacheClearingBatch TO jobops_admin;

-- A purge takes them with their runs.
GRANT DELETE ON jobops.CacheClearing TO jobops_admin;
GRANT DELETE ON jobops.CacheClearingBatch TO jobops_admin;
