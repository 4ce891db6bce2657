using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>A kind, with the types of its action and of its member in a job file.</summary>
abstract class TypedStepKind<TAction, TWork> : StepKind where TAction : StepAction where TWork : class
{
    public sealed override Type ActionType => typeof(TAction);

    /// <summary>What stands behind its member in a job file, and what it means for editors.</summary>
    internal abstract (Shape<TWork> Shape, string Words) Member { get; }

    public sealed override string Describe(StepAction action, Func<Template, string> fill) => Describe((TAction)action, fill);

    public sealed override Type ResultType(StepAction action) => ResultType((TAction)action);

    internal sealed override void AddTo<T>(ObjectShape<T> shape) =>
        shape.Add(Name, Member.Shape, (it, value) => it.Work[this] = value, Member.Words);

    internal sealed override StepAction Read(object work, ActionDocument document) => Read((TWork)work, document);

    internal sealed override void Check(StepAction action, PlaceholderScope scope, string path, DefinitionCheck check) =>
        Check((TAction)action, scope, path, check);

    protected abstract string Describe(TAction action, Func<Template, string> fill);

    protected virtual Type ResultType(TAction action) => typeof(string);

    internal abstract TAction Read(TWork work, ActionDocument document);

    internal abstract void Check(TAction action, PlaceholderScope scope, string path, DefinitionCheck check);
}
