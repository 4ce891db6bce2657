using System.Management.Automation.Language;

namespace JobOps.Cmdlets;

/// <summary>The <c>$using:</c> variables of a script.</summary>
static class UsingVariables
{
    /// <summary>All of them, as often as they are used.</summary>
    public static IEnumerable<VariableExpressionAst> In(Ast script) =>
        script.FindAll(node => node is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Select(use => Variable(((UsingExpressionAst)use).SubExpression));

    /// <summary>
    /// In <c>$using:site.Path</c> and <c>$using:list[0]</c> PowerShell counts the member and the index to the
    /// expression.
    /// </summary>
    static VariableExpressionAst Variable(ExpressionAst expression) => expression switch
    {
        MemberExpressionAst member => Variable(member.Expression),
        IndexExpressionAst index => Variable(index.Target),
        _ => (VariableExpressionAst)expression,
    };
}
