-- JobOps ledger: from schema version --from-- to --to--.
-- Run it in the ledger's database, with sqlcmd or Management Studio, as a member of db_owner. All of it is one
-- transaction: when a batch fails, nothing stays, and the batches after it are not executed. The first error counts:
-- a server may have something to say of later batches, too, which it only reads.
-- It creates the schema jobops and roles in the database; it grants nobody a role.

SET QUOTED_IDENTIFIER ON;
SET ANSI_NULLS ON;
SET ANSI_PADDING ON;
SET ANSI_WARNINGS ON;
SET ARITHABORT ON;
SET CONCAT_NULL_YIELDS_NULL ON;
SET NUMERIC_ROUNDABORT OFF;
SET NOCOUNT ON;
SET XACT_ABORT ON;
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
GO

BEGIN TRANSACTION;
DECLARE @lock int, @version int = 0;
EXEC @lock = sp_getapplock @Resource = 'jobops.migrate', @LockMode = 'Exclusive', @LockOwner = 'Transaction',
  @LockTimeout = 60000;
IF @lock < 0
  THROW 50001, N'Somebody else is changing the schema of this ledger. Nothing was changed; try again.', 1;
IF OBJECT_ID(N'jobops.SchemaVersion') IS NOT NULL
  SELECT @version = COALESCE(MAX(Version), 0) FROM jobops.SchemaVersion;
IF @version <> --from--
  THROW 50002, N'This script is for schema version --from--, and this database has another. Nothing was changed; print the script anew.', 1;
