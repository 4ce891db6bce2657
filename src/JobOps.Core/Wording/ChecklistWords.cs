using JobOps.Checklists;

namespace JobOps.Wording;

/// <summary>Checklists as a person reads them.</summary>
public static class ChecklistWords
{
    /// <summary>passed or failed.</summary>
    public static string Outcome(ChecklistResult result) => result.Passed ? "passed" : "failed";

    /// <summary>What is worth saying of an item: what was found and what to do, who answered, or why it holds nothing up.</summary>
    public static string Note(ChecklistItemResult item) => item.Status switch
    {
        ChecklistItemStatus.Attested when item.Attestation is { } given =>
            given.By.Length > 0 ? $"{given.Note} ({given.By})" : given.Note,
        ChecklistItemStatus.Waived when item.Waiver is { } waiver =>
            $"{item.Actual}; waived {Waiver(waiver)}",
        ChecklistItemStatus.Failed => $"{item.Actual}. {item.Remedy}",
        _ => item.Actual,
    };

    /// <summary>The name of its file; of one that JobOps brings, that it does.</summary>
    public static string Where(Checklist list) => Path.IsPathFullyQualified(list.File) ? Path.GetFileName(list.File) : "brought along";

    /// <summary>The file that shows what was seen, with its hash; empty for none.</summary>
    public static string Evidence(Attestation attestation) =>
        attestation.EvidenceFile is null ? "" : $"{attestation.EvidenceFile}, sha256 {attestation.EvidenceSha256}";

    /// <summary>Until when, by whom and why.</summary>
    public static string Waiver(Waiver waiver) => $"until {waiver.Until:yyyy-MM-dd} by {waiver.Owner}: {waiver.Reason}";

    /// <summary>How many items came out how, such as <c>ship: 4 passed, 1 attested, 1 failed</c>.</summary>
    public static string Summary(ChecklistResult result) => $"{result.ChecklistName}: " + string.Join(", ",
        Enum.GetValues<ChecklistItemStatus>().Where(status => result.Count(status) > 0)
            .Select(status => $"{result.Count(status)} {status.ToString().ToLowerInvariant()}"));

    /// <summary>The items that failed or were waived, by name.</summary>
    public static string Exceptions(ChecklistResult result) => string.Join("; ",
        from status in new[] { ChecklistItemStatus.Failed, ChecklistItemStatus.Waived }
        let names = string.Join(", ", result.Items.Where(item => item.Status == status).Select(item => item.Name))
        where names.Length > 0
        select $"{status.ToString().ToLowerInvariant()}: {names}");
}
