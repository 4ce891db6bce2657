-- A queue may be divided into partitions, so that many claimers do not meet at the same first rows. And how rows are
-- stored: pressed where they are only added, loose where they change.

ALTER TABLE jobops.Queue ADD Partitions int NOT NULL CONSTRAINT DF_Queue_Partitions DEFAULT 1
  CONSTRAINT CK_Queue_Partitions CHECK (Partitions BETWEEN 1 AND 64);
ALTER TABLE jobops.Run ADD Partition int NOT NULL CONSTRAINT DF_Run_Partition DEFAULT 0
  CONSTRAINT CK_Run_Partition CHECK (Partition BETWEEN 0 AND 63);
ALTER TABLE jobops.Lane ADD Partition int NOT NULL CONSTRAINT DF_Lane_Partition DEFAULT 0
  CONSTRAINT CK_Lane_Partition CHECK (Partition BETWEEN 0 AND 63);
ALTER TABLE jobops.Lane DROP CONSTRAINT PK_Lane;
DROP INDEX IX_Run_Queued ON jobops.Run;
GO

ALTER TABLE jobops.Lane ADD CONSTRAINT PK_Lane PRIMARY KEY (QueueId, JobId, Partition);
CREATE INDEX IX_Run_Queued ON jobops.Run (QueueId, JobId, Partition, Priority DESC, RunId) INCLUDE (Kind) WHERE Status = 'Queued';
GO

-- Babelfish has no such storage; whatever its parser does not know must not reach it.
IF SERVERPROPERTY('BabelfishVersion') IS NULL
  EXEC (N'
    ALTER TABLE jobops.JobVersion REBUILD WITH (DATA_COMPRESSION = PAGE);
    ALTER TABLE jobops.RunPayload REBUILD WITH (DATA_COMPRESSION = PAGE);
    ALTER TABLE jobops.Step REBUILD WITH (DATA_COMPRESSION = PAGE);
    ALTER TABLE jobops.LogLine REBUILD WITH (DATA_COMPRESSION = PAGE);
    ALTER TABLE jobops.ChangeNote REBUILD WITH (DATA_COMPRESSION = PAGE);
    ALTER TABLE jobops.Journal REBUILD WITH (DATA_COMPRESSION = PAGE);
    ALTER INDEX UX_Run_IdempotencyKey ON jobops.Run REBUILD WITH (FILLFACTOR = 80);
    ALTER INDEX PK_Run ON jobops.Run SET (OPTIMIZE_FOR_SEQUENTIAL_KEY = ON);
    ALTER INDEX PK_RunPayload ON jobops.RunPayload SET (OPTIMIZE_FOR_SEQUENTIAL_KEY = ON);
    ALTER INDEX PK_Journal ON jobops.Journal SET (OPTIMIZE_FOR_SEQUENTIAL_KEY = ON);
    ALTER INDEX PK_JournalHead ON jobops.JournalHead SET (OPTIMIZE_FOR_SEQUENTIAL_KEY = ON);
  ');
