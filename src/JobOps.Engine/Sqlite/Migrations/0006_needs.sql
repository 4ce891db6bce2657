-- A run says what whoever executes it must have: 0 nothing, 1 PowerShell, 2 the session that asked for it. Runbooks have been
-- executed by such a session only. A worker says what it has.

ALTER TABLE Run ADD COLUMN Needs INTEGER NOT NULL DEFAULT 0 CHECK (Needs BETWEEN 0 AND 2);
UPDATE Run SET Needs = 2 WHERE Kind = 'Runbook';
ALTER TABLE Worker ADD COLUMN Meets INTEGER NOT NULL DEFAULT 0 CHECK (Meets BETWEEN 0 AND 2);
