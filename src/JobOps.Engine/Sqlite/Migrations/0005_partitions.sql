-- A queue may be divided into partitions, so that many claimers do not meet at the same first rows. Here one program
-- writes at a time, so it wins nothing; but a ledger can move, and both have the same tables.

ALTER TABLE Queue ADD COLUMN Partitions INTEGER NOT NULL DEFAULT 1 CHECK (Partitions BETWEEN 1 AND 64);
ALTER TABLE Run ADD COLUMN Partition INTEGER NOT NULL DEFAULT 0 CHECK (Partition BETWEEN 0 AND 63);

CREATE TABLE LaneNew (
  QueueId INTEGER NOT NULL REFERENCES Queue,
  JobId INTEGER NOT NULL REFERENCES Job,
  Partition INTEGER NOT NULL CHECK (Partition BETWEEN 0 AND 63),
  PRIMARY KEY (QueueId, JobId, Partition)
) STRICT, WITHOUT ROWID;

INSERT INTO LaneNew (QueueId, JobId, Partition) SELECT QueueId, JobId, 0 FROM Lane;
DROP TABLE Lane;
ALTER TABLE LaneNew RENAME TO Lane;

DROP INDEX IX_Run_Queued;
CREATE INDEX IX_Run_Queued ON Run (QueueId, JobId, Partition, Priority DESC, RunId) WHERE Status = 'Queued';
