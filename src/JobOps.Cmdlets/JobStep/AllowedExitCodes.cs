using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>
/// Lets the programs of a block end with certain exit codes, and with no others. PowerShell itself knows only all or none; but
/// it sets <c>$LASTEXITCODE</c> after each program, and a variable takes a validation.
/// </summary>
sealed class AllowedExitCodes : ValidateArgumentsAttribute, IDisposable
{
    const string Variable = "global:LASTEXITCODE";
    const string Preference = "PSNativeCommandUseErrorActionPreference";

    readonly PSVariableIntrinsics _variables;
    readonly IReadOnlyCollection<int> _allowed;
    readonly PSVariable _lastExitCode;
    readonly object? _preference;

    /// <summary>From now on, until it is disposed. On the pipeline's thread.</summary>
    /// <param name="session">The session of the script.</param>
    /// <param name="allowed">Codes that are good, besides 0.</param>
    public AllowedExitCodes(SessionState session, IReadOnlyCollection<int> allowed)
    {
        _variables = session.PSVariable;
        _allowed = allowed;
        _variables.Set(Variable, 0);
        _lastExitCode = _variables.Get(Variable);
        _lastExitCode.Attributes.Add(this);
        // Else PowerShell would refuse every code but 0.
        _preference = _variables.GetValue(Preference);
        _variables.Set(Preference, false);
    }

    /// <summary>Whether a block that ends with this code has succeeded.</summary>
    public bool Allows(int code) => code == 0 || _allowed.Contains(code);

    /// <summary>The exit code that ended a block; null where something else did.</summary>
    public static int? Refused(Exception? exception) => exception switch
    {
        null => null,
        RefusedException refused => refused.Code,
        _ => Refused(exception.InnerException),
    };

    /// <summary>The rule no longer holds.</summary>
    public void Dispose()
    {
        _lastExitCode.Attributes.Remove(this);
        _variables.Set(Preference, _preference);
    }

    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is int code && !Allows(code))
            throw new RefusedException(code);
    }

    /// <summary>Ends the block where it is.</summary>
    sealed class RefusedException(int code) : Exception($"exit code {code}")
    {
        public int Code => code;
    }
}
