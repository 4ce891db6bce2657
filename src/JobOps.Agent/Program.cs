using JobOps.Agent.CommandLine;

return await JobOpsProgram.RunAsync(args);
