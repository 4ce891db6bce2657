-- Who may do what. The schema's owner changes it; nobody is in a role until the owner says so (Grant-JobLedgerRole).
-- No role may change an entry of the journal, and none but the admin may delete one: purging is the admin's.
-- A role's name may be there already, from a ledger that was removed: it is taken over.

IF DATABASE_PRINCIPAL_ID(N'jobops_reader') IS NULL CREATE ROLE jobops_reader;
IF DATABASE_PRINCIPAL_ID(N'jobops_operator') IS NULL CREATE ROLE jobops_operator;
IF DATABASE_PRINCIPAL_ID(N'jobops_worker') IS NULL CREATE ROLE jobops_worker;
IF DATABASE_PRINCIPAL_ID(N'jobops_admin') IS NULL CREATE ROLE jobops_admin;
GO

GRANT SELECT ON SCHEMA::jobops TO jobops_reader;
GRANT SELECT ON SCHEMA::jobops TO jobops_operator;
GRANT SELECT ON SCHEMA::jobops TO jobops_worker;
GRANT SELECT ON SCHEMA::jobops TO jobops_admin;

-- Operators register jobs, request, stop, restart and undo runs, pause queues and write notes.
GRANT INSERT, UPDATE ON jobops.Job TO jobops_operator;
GRANT INSERT ON jobops.JobVersion TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.Queue TO jobops_operator;
GRANT INSERT ON jobops.Lane TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.Run TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.RunPayload TO jobops_operator;
GRANT UPDATE ON jobops.Step TO jobops_operator;
GRANT INSERT ON jobops.ChangeNote TO jobops_operator;
GRANT INSERT ON jobops.Journal TO jobops_operator;
GRANT INSERT, UPDATE ON jobops.JournalHead TO jobops_operator;

-- Workers claim runs, write steps, logs and outcomes, and say that they are alive.
GRANT UPDATE ON jobops.Run TO jobops_worker;
GRANT UPDATE ON jobops.RunPayload TO jobops_worker;
GRANT INSERT, UPDATE ON jobops.Step TO jobops_worker;
GRANT INSERT ON jobops.LogLine TO jobops_worker;
GRANT INSERT, UPDATE, DELETE ON jobops.Worker TO jobops_worker;
GRANT INSERT ON jobops.Journal TO jobops_worker;
GRANT UPDATE ON jobops.JournalHead TO jobops_worker;

-- Admins do what operators do, and purge.
GRANT INSERT, UPDATE ON jobops.Job TO jobops_admin;
GRANT INSERT ON jobops.JobVersion TO jobops_admin;
GRANT INSERT, UPDATE ON jobops.Queue TO jobops_admin;
GRANT INSERT ON jobops.Lane TO jobops_admin;
GRANT INSERT, UPDATE, DELETE ON jobops.Run TO jobops_admin;
GRANT INSERT, UPDATE, DELETE ON jobops.RunPayload TO jobops_admin;
GRANT UPDATE, DELETE ON jobops.Step TO jobops_admin;
GRANT DELETE ON jobops.LogLine TO jobops_admin;
GRANT INSERT, DELETE ON jobops.ChangeNote TO jobops_admin;
GRANT INSERT, DELETE ON jobops.Journal TO jobops_admin;
GRANT INSERT, UPDATE, DELETE ON jobops.JournalHead TO jobops_admin;
