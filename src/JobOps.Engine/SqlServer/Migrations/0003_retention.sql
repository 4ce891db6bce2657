-- Taking out runs. Each run that goes is looked for in the two columns that refer to runs and have no index: without one,
-- every batch would read all runs and all steps. Few rows have a value, so the indexes are small.

CREATE INDEX IX_Run_RolledBackBy ON jobops.Run (RolledBackBy) WHERE RolledBackBy IS NOT NULL;
CREATE INDEX IX_Step_UndoRun ON jobops.Step (UndoRunId) WHERE UndoRunId IS NOT NULL;
