-- The journal as an append-only ledger table, for SQL Server 2022 or later and Azure SQL. A table cannot become one: it is
-- made again with the same columns and keys, and takes over the entries and the rights. There is no way back.

EXEC sp_rename N'jobops.PK_Journal', N'PK_JournalBefore', N'OBJECT';
EXEC sp_rename N'jobops.Journal', N'JournalBefore';
GO

CREATE TABLE jobops.Journal (
  RunId bigint NOT NULL,
  Sequence bigint NOT NULL,
  At datetime2(3) NOT NULL,
  Actor nvarchar(256) NOT NULL,
  Event varchar(40) NOT NULL,
  Data nvarchar(max) NOT NULL,
  Hash char(64) NOT NULL,
  CONSTRAINT PK_Journal PRIMARY KEY (RunId, Sequence) WITH (DATA_COMPRESSION = PAGE, OPTIMIZE_FOR_SEQUENTIAL_KEY = ON)
) WITH (LEDGER = ON (APPEND_ONLY = ON));
GO

INSERT INTO jobops.Journal (RunId, Sequence, At, Actor, Event, Data, Hash)
SELECT RunId, Sequence, At, Actor, Event, Data, Hash FROM jobops.JournalBefore;
DROP TABLE jobops.JournalBefore;

-- Rights on the old table went with it. Nobody can delete an entry, so nobody needs the right to.
GRANT INSERT ON jobops.Journal TO jobops_operator;
GRANT INSERT ON jobops.Journal TO jobops_worker;
GRANT INSERT ON jobops.Journal TO jobops_admin;

-- What it takes to let the server verify the journal. They are rights on the whole database; they show which logins wrote
-- to ledger tables when, and no row of a table that the role may not read.
GRANT VIEW LEDGER CONTENT TO jobops_reader;
GRANT GENERATE LEDGER DIGEST TO jobops_reader;
GRANT VIEW LEDGER CONTENT TO jobops_admin;
GRANT GENERATE LEDGER DIGEST TO jobops_admin;
