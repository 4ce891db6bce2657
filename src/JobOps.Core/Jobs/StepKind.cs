using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>
/// What a kind of step is: its member in a job file, its rules, its schema, how people read it, what its result is. What it
/// does stands under the same name in JobOps.Execution.
/// </summary>
public abstract class StepKind
{
    /// <summary>Every kind there is, in the order in which errors and the schema list them.</summary>
    public static IReadOnlyList<StepKind> All { get; } =
    [
        new CommandKind(), new ScriptKind(), new HttpKind(), new BackupKind(), new RestoreKind(), new CacheRuleKind(),
        new CacheTestKind(), new CacheClearKind(), new CacheRestoreKind(), new ScriptBlockKind(),
    ];

    /// <summary>Its member in a job file, and <c>kind</c> of a stored action.</summary>
    public abstract string Name { get; }

    /// <summary>Its <see cref="StepAction"/>.</summary>
    public abstract Type ActionType { get; }

    /// <summary>It changes nothing: it undoes nothing, and by itself it is no job.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>Where no undo of it is declared there is nothing to undo; and it undoes nothing itself.</summary>
    public virtual bool NeedsNoUndo => IsReadOnly;

    /// <summary>A job file can declare it.</summary>
    public virtual bool IsDeclared => true;

    /// <summary>Members of a job file that mean something only beside it, and beside others that name them, too.</summary>
    internal virtual IReadOnlyList<string> Companions => [];

    public static StepKind Of(StepAction action) => All.First(kind => kind.ActionType == action.GetType());

    /// <summary>The action as one line that a person reads.</summary>
    /// <param name="action">An action of this kind.</param>
    /// <param name="fill">Fills the placeholders of a text, or leaves them.</param>
    public abstract string Describe(StepAction action, Func<Template, string> fill);

    /// <summary>The type of the result as its JSON is to be read.</summary>
    /// <param name="action">An action of this kind.</param>
    public abstract Type ResultType(StepAction action);

    /// <summary>Declares its member of a step or an undo.</summary>
    internal abstract void AddTo<T>(ObjectShape<T> shape) where T : ActionDocument, new();

    /// <summary>The action that a document declares with this member.</summary>
    /// <param name="work">What <see cref="AddTo"/> put into <see cref="ActionDocument.Work"/>.</param>
    /// <param name="document">The document with the other members.</param>
    internal abstract StepAction Read(object work, ActionDocument document);

    /// <summary>What undoes an action where nothing else was declared; null for nothing.</summary>
    internal virtual StepAction? UndoOf(StepAction action) => null;

    /// <summary>Finds what is wrong with an action of this kind.</summary>
    internal abstract void Check(StepAction action, PlaceholderScope scope, string path, DefinitionCheck check);
}
