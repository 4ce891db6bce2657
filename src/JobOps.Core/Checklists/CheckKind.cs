using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>
/// What a kind of check is: its member in a checklist, its rules, how people read it. What it does stands under the same name in
/// JobOps.Execution.
/// </summary>
public abstract class CheckKind
{
    /// <summary>Every kind there is, in the order in which errors and the schema list them.</summary>
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        new CommandCheckKind(), new HttpCheckKind(), new ProbeCheckKind(), new ScriptCheckKind(), new AttestCheckKind(),
        new ChangeCheckKind(), new EnvironmentsCheckKind(), new FilePermissionsCheckKind(), new NoSecretsCheckKind(),
        new SecurityHeadersCheckKind(), new CookiesCheckKind(), new UploadLimitCheckKind(), new DirectoryListingCheckKind(),
        new TlsCheckKind(), new LoggingCheckKind(), new BackupCheckKind(), new ServiceCheckKind(), new DiskSpaceCheckKind(),
        new PendingRestartCheckKind(),
    ];

    /// <summary>Its member of an item.</summary>
    public abstract string Name { get; }

    /// <summary>What it looks at, as a sentence.</summary>
    public abstract string Words { get; }

    /// <summary>Its <see cref="CheckAction"/>.</summary>
    public abstract Type CheckType { get; }

    public static CheckKind Of(CheckAction check) => All.First(kind => kind.CheckType == check.GetType());

    /// <summary>The check as one line that a person reads, placeholders as they are.</summary>
    public abstract string Describe(CheckAction check);

    internal abstract void AddTo(ObjectShape<ItemDocument> shape);

    /// <summary>Finds what is wrong with a check of this kind.</summary>
    internal abstract void Check(CheckAction check, PlaceholderScope scope, string path, DefinitionCheck problems);
}

/// <summary>A kind, with the type of its check, which its member of the file fills.</summary>
abstract class CheckKind<TCheck> : CheckKind where TCheck : CheckAction
{
    public sealed override Type CheckType => typeof(TCheck);

    /// <summary>What stands behind its member.</summary>
    internal abstract Shape<TCheck> Shape { get; }

    public sealed override string Describe(CheckAction check) => Describe((TCheck)check);

    internal sealed override void AddTo(ObjectShape<ItemDocument> shape) =>
        shape.Add(Name, Shape, (it, value) => it.Check = value, Words);

    internal sealed override void Check(CheckAction check, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        Check((TCheck)check, scope, $"{path}.{Name}", problems);

    protected abstract string Describe(TCheck check);

    protected abstract void Check(TCheck check, PlaceholderScope scope, string path, DefinitionCheck problems);
}
