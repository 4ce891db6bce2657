using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops change new TITLE …</c>: opens a change. What is missing is named at once.</summary>
sealed class NewChangeCommand : OpenLedgerCommand
{
    readonly Argument<string?> _title = new("title") { Description = "What it is, in a few words.", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string?> _owner = new("--owner") { Description = "Who answers for it." };
    readonly Option<string?> _expected = new("--expected-result") { Description = "What will be better, so that anybody can tell." };
    readonly Option<string?> _rollback = new("--rollback-note") { Description = "How it is undone." };
    readonly Option<string[]> _scope = new("--scope")
    {
        Description = "A route, job, key or file that it alters (may be repeated); a path stands for what lies below it.",
    };
    readonly Option<string?> _route = new("--route") { Description = "Now: where it happens." };
    readonly Option<string?> _input = new("--expected-input") { Description = "Now: what is put in." };
    readonly Option<string?> _failing = new("--failing-command") { Description = "Now: the command that fails; this or --slow-query." };
    readonly Option<string?> _slow = new("--slow-query") { Description = "Now: the query or request that is slow." };
    readonly Option<string?> _noticed = new("--noticed-at") { Description = "Now: the exact place where the user notices." };
    readonly Option<bool> _concurrent = new("--allow-concurrent")
    {
        Description = "Beside an open change of the same; every comparison of both says then that it cannot tell.",
    };
    readonly Option<string?> _reason = SharedArguments.Reason("Why both are wanted at once.");

    public NewChangeCommand() : base("new", "Open a change: what is altered, by whom, why, how it is undone")
    {
        Add(_title);
        foreach (var option in (Option[])
                 [_owner, _expected, _rollback, _scope, _route, _input, _failing, _slow, _noticed, _concurrent, _reason])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var change = await ledger.Changes.OpenAsync(
            new()
            {
                Title = call.Value(_title),
                Owner = call.Value(_owner),
                ExpectedResult = call.Value(_expected),
                RollbackNote = call.Value(_rollback),
                Scope = call.Value(_scope) ?? [],
                CurrentBehavior = new()
                {
                    Route = call.Value(_route),
                    ExpectedInput = call.Value(_input),
                    FailingCommand = call.Value(_failing),
                    SlowQuery = call.Value(_slow),
                    NoticedAt = call.Value(_noticed),
                },
                AllowConcurrent = call.Value(_concurrent),
                Reason = call.Value(_reason),
            },
            call.Cancellation);
        call.Screen.Show(change, answer => $"Change {answer.ChangeId} is open: {answer.Title}.");
        return ExitCodes.Ok;
    }
}
