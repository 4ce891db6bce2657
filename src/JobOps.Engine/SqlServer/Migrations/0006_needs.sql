-- A run says what whoever executes it must have: 0 nothing, 1 PowerShell, 2 the session that asked for it. Runbooks have been
-- executed by such a session only. A worker says what it has.

ALTER TABLE jobops.Run ADD Needs int NOT NULL CONSTRAINT DF_Run_Needs DEFAULT 0
  CONSTRAINT CK_Run_Needs CHECK (Needs BETWEEN 0 AND 2);
ALTER TABLE jobops.Worker ADD Meets int NOT NULL CONSTRAINT DF_Worker_Meets DEFAULT 0
  CONSTRAINT CK_Worker_Meets CHECK (Meets BETWEEN 0 AND 2);
DROP INDEX IX_Run_Queued ON jobops.Run;
GO

UPDATE jobops.Run SET Needs = 2 WHERE Kind = 'Runbook';
-- A claim that passes by what it may not take reads the index alone.
CREATE INDEX IX_Run_Queued ON jobops.Run (QueueId, JobId, Partition, Priority DESC, RunId) INCLUDE (Needs) WHERE Status = 'Queued';
GO
