-- The journal as an append-only ledger table: only where the server has such tables, and only once.
IF NOT EXISTS (SELECT 1 FROM sys.all_columns WHERE object_id = OBJECT_ID(N'sys.tables') AND name = N'ledger_type_desc')
  THROW 50003, N'This server has no ledger tables: it takes SQL Server 2022 or later, or Azure SQL. Nothing was changed; print the script without them.', 1;
GO

IF EXISTS (SELECT 1 FROM sys.tables WHERE object_id = OBJECT_ID(N'jobops.Journal') AND ledger_type_desc = N'APPEND_ONLY_LEDGER_TABLE')
  THROW 50004, N'The journal of this ledger is an append-only ledger table already. Nothing was changed; print the script without it.', 1;
