using JobOps.Errors;

namespace JobOps.Changes;

/// <summary>A change as it is asked for; what is missing is null or empty.</summary>
public sealed record NewChange
{
    /// <summary>Characters of each text.</summary>
    public const int LongestText = 4000;

    public string? Title { get; init; }
    public string? Owner { get; init; }
    public string? ExpectedResult { get; init; }
    public string? RollbackNote { get; init; }
    public IReadOnlyList<string> Scope { get; init; } = [];
    public CurrentBehavior CurrentBehavior { get; init; } = new();
    /// <summary>Beside another open change that alters the same; with <see cref="Reason"/>.</summary>
    public bool AllowConcurrent { get; init; }
    /// <summary>Why both are wanted at once.</summary>
    public string? Reason { get; init; }

    /// <summary>The change, when all that it takes is there.</summary>
    /// <exception cref="JobOpsException">ChangeIncomplete, which names all that is missing at once</exception>
    public Change Require()
    {
        var (behavior, scope) = (CurrentBehavior, Scope.Select(entry => entry.Trim()).Where(entry => entry.Length > 0).ToList());
        (string Name, string? Text)[] texts =
        [
            ("Title", Title), ("Owner", Owner), ("ExpectedResult", ExpectedResult), ("RollbackNote", RollbackNote),
            ("Scope", scope.FirstOrDefault()), ("CurrentBehavior.Route", behavior.Route),
            ("CurrentBehavior.ExpectedInput", behavior.ExpectedInput),
            ("CurrentBehavior.FailingCommand or .SlowQuery", Given(behavior.FailingCommand) ?? behavior.SlowQuery),
            ("CurrentBehavior.NoticedAt", behavior.NoticedAt),
        ];
        var missing = texts.Where(text => Given(text.Text) is null).Select(text => text.Name).ToList();
        if (AllowConcurrent && Given(Reason) is null)
            missing.Add("Reason, which AllowConcurrent asks for");
        if (missing.Count > 0)
            throw new JobOpsException(Error.ChangeIncomplete(Given(Title) ?? "", $"without {string.Join(", ", missing)}"));
        var tooLong = texts.Where(text => text.Text?.Length > LongestText).Select(text => text.Name)
            .Concat(scope.Skip(1).Where(entry => entry.Length > LongestText).Select(_ => "Scope")).Distinct().ToList();
        if (tooLong.Count > 0)
            throw new JobOpsException(Error.ChangeIncomplete(
                Title!.Length > 80 ? Title[..80] : Title, $"more than {LongestText} characters in {string.Join(", ", tooLong)}"));
        return new()
        {
            Title = Title!.Trim(),
            Owner = Owner!.Trim(),
            ExpectedResult = ExpectedResult!.Trim(),
            RollbackNote = RollbackNote!.Trim(),
            Scope = scope.Distinct(StringComparer.Ordinal).ToList(),
            CurrentBehavior = behavior,
        };
    }

    static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
