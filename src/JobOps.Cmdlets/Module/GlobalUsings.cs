// PowerShell has types of these names, too.
global using JobDefinition = JobOps.Jobs.JobDefinition;
