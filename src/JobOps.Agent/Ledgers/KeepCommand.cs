using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops ledger keep</c>: says, or shows, which runs are kept of jobs that say nothing of it.</summary>
sealed class KeepCommand : OpenLedgerCommand
{
    readonly Option<int?> _days = new("--days") { Description = "Runs that ended so many days ago or later.", HelpName = "n" };
    readonly Option<int?> _last = new("--last") { Description = "So many of the newest runs of each job.", HelpName = "n" };
    readonly Option<bool> _all = new("--all") { Description = "All runs." };

    public KeepCommand() : base("keep", "Say which runs are kept, or show it; workers take the others out")
    {
        Add(_days);
        Add(_last);
        Add(_all);
        Validators.Add(result =>
        {
            if (result.GetValue(_all) && (result.GetValue(_days) ?? result.GetValue(_last)) is not null)
                result.AddError("--all does not go with --days or --last");
        });
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var (days, last) = (call.Value(_days), call.Value(_last));
        var isSet = call.Value(_all) || (days ?? last) is not null;
        if (isSet)
            await ledger.Retention.SetRuleAsync(
                call.Value(_all) ? null : new() { Days = days, Last = last }, call.Cancellation);
        var rule = await ledger.Retention.GetRuleAsync(call.Cancellation);
        call.Screen.Show(rule, answer => $"Of jobs that say nothing of it {Words(answer)} kept.");
        return ExitCodes.Ok;
    }

    static string Words(RetentionRule? rule) => rule switch
    {
        null => "all runs are",
        { Days: { } days, Last: null } => $"the runs of the last {days} days are",
        { Days: null, Last: { } last } => $"the last {last} runs are",
        _ => $"the runs of the last {rule.Days} days, and the last {rule.Last} runs, are",
    };
}
