using JobOps.Errors;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>Registers a cache rule.</summary>
public sealed record CacheRuleAction : StepAction
{
    public required CacheRules.CacheRule Rule { get; init; }
}

/// <summary>The kind <c>cacheRule</c>. Its result is the rule.</summary>
sealed class CacheRuleKind : TypedStepKind<CacheRuleAction, CacheRuleDocument>
{
    public override string Name => "cacheRule";

    // The rule that stood there before is in the journal by its hash only: whoever wants it back registers it.
    public override bool NeedsNoUndo => true;

    internal override (Shape<CacheRuleDocument> Shape, string Words) Member =>
        (CacheRuleShape.Rule, "Registers a cache rule in the ledger.");

    internal override CacheRuleAction Read(CacheRuleDocument work, ActionDocument document) => new() { Rule = CacheRuleShape.ToRule(work) };

    internal override void Check(CacheRuleAction action, PlaceholderScope scope, string path, DefinitionCheck check) =>
        CacheRuleShape.Check(action.Rule, $"{path}.{Name}", check);

    protected override string Describe(CacheRuleAction action, Func<Template, string> fill) =>
        $"jobops cache rule register {Next.Posix(action.Rule.Name)} --match {Next.Posix(action.Rule.Match)}";

    protected override Type ResultType(CacheRuleAction action) => typeof(CacheRules.CacheRule);
}
