using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>Puts back what a step removed from a Redis, for the time that is left.</summary>
public sealed record CacheRestoreAction : StepAction
{
    public required RedisAddress Redis { get; init; }
}

/// <summary>The kind <c>cacheRestore</c>: the undo of a <c>cacheClear</c> that keeps what it removes. No file declares it.</summary>
sealed class CacheRestoreKind : TypedStepKind<CacheRestoreAction, RedisAddress>
{
    public override string Name => "cacheRestore";

    public override bool IsDeclared => false;

    internal override (Shape<RedisAddress> Shape, string Words) Member => throw new NotSupportedException("no file declares it");

    internal override CacheRestoreAction Read(RedisAddress work, ActionDocument document) => new() { Redis = work };

    internal override void Check(CacheRestoreAction action, PlaceholderScope scope, string path, DefinitionCheck check) =>
        action.Redis.Check(scope, $"{path}.{Name}", check);

    protected override string Describe(CacheRestoreAction action, Func<Template, string> fill) =>
        $"RESTORE what was removed into redis {fill(action.Redis.At)}, for the time that is left";
}
