using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>What was printed past the streams: what <c>-WhatIf</c> says.</summary>
/// <param name="Text">The line.</param>
sealed record HostLine(string Text);

/// <summary>A question that was put to the person, who says no.</summary>
/// <param name="Text">The question.</param>
sealed record HostQuestion(string Text);

/// <summary>A host that writes down what it is told to print, and answers every question with the last choice but one: no.</summary>
sealed class TestHost(Transcript transcript) : PSHost
{
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "JobOps.Cmdlets.Tests";

    public override PSHostUserInterface UI { get; } = new Screen(transcript);

    public override Version Version { get; } = new(1, 0);

    // A test answers questions of yes or no; a cmdlet that asks for more than that fails it.
    static NotSupportedException NobodyTypes(string asked) => new($"No person types into a test, and a cmdlet asked for {asked}.");

    public override void EnterNestedPrompt() => throw NobodyTypes("a nested prompt");

    public override void ExitNestedPrompt() => throw NobodyTypes("a nested prompt");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => throw new NotSupportedException("A host that is no console is never closed.");

    sealed class Screen(Transcript transcript) : PSHostUserInterface
    {
        public override PSHostRawUserInterface? RawUI => null;

        public override void Write(string value) => WriteLine(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => WriteLine(value);

        public override void WriteLine(string value) => transcript.Add(new HostLine(value));

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            transcript.Add(new HostQuestion(message));
            return choices.IndexOf(choices.Single(choice => choice.Label.Replace("&", "", StringComparison.Ordinal) == "No"));
        }

        // What follows has a stream, from which it is taken.
        public override void WriteDebugLine(string message)
        {
        }

        public override void WriteErrorLine(string value)
        {
        }

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override void WriteVerboseLine(string message)
        {
        }

        public override void WriteWarningLine(string message)
        {
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException(message);

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException(message);

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName,
            PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException(message);

        public override string ReadLine() => throw NobodyTypes("a line");

        public override SecureString ReadLineAsSecureString() => throw NobodyTypes("a secret line");
    }
}
