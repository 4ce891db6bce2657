using static JobOps.Core.Tests.Jobs.JobTexts;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Steps: their names, what they do, and what their placeholders may ask for.</summary>
public class JobFileStepTests
{
    const string OfTheRun = "${run.id}, ${run.job}, ${run.environment}, ${environment.<setting>}";

    const string StepObject =
        "an object with the members name, http, cacheTest, timeout, workingDirectory, command, script, backup, restore, " +
        "cacheRule, cacheClear, environment, output, touches, undo, readOnly, once";

    public static TheoryData<string, string> Steps => new()
    {
        {
            Job(""" "steps": [▸{ "command": ["x"] }, ▸5] """),
            $"""
            $.steps[0].name: expected {JobName}, found nothing
            $.steps[1]: expected {StepObject}, found a number
            """
        },
        {
            Job(""" "steps": [{ "name": "a", "command": ["x"] }, { "name": ▸"A", "command": ["x"] }] """),
            "$.steps[1].name: expected a name that no earlier step has, found 'A'"
        },
        {
            Job(""" "steps": [{ "name": ▸"a.result", "command": ["x"] }] """),
            "$.steps[0].name: expected a name without '.result' in it, which placeholders use, found 'a.result'"
        },
        {
            Step(""" "http": ▸5 """),
            "$.steps[0].http: expected an object with the members url, requests, expect, found a number"
        },
        {
            Step(""" "http": ▸{ "requests": ▸0 } """),
            $"""
            $.steps[0].http.url: expected {AnyText}, found nothing
            $.steps[0].http.requests: expected a whole number from 1 to 10000, found 0
            """
        },
        {
            Step(""" "http": { "url": ▸"ftp://x/", "requests": ▸1.5 } """),
            """
            $.steps[0].http.url: expected an absolute http or https URL, found 'ftp://x/'
            $.steps[0].http.requests: expected a whole number from 1 to 10000, found 1.5
            """
        },
        {
            Step(""" "http": { "url": "http://x/", "expect": { "status": ▸99, "within": ▸"1y" } } """),
            $"""
            $.steps[0].http.expect.status: expected a whole number from 100 to 599, found 99
            $.steps[0].http.expect.within: expected {Time}, found '1y'
            """
        },
        {
            Step(""" "command": ["x"], "touches": { ▸"a b": "y", "c": ▸"" } """),
            $"""
            $.steps[0].touches['a b']: expected {ShortName}, found 'a b'
            $.steps[0].touches.c: expected a path, found an empty text
            """
        },
        {
            Step(""" "command": ["x"], "touches": { "c": "y", "C": ▸"y" } """),
            "$.steps[0].touches.C: expected a name that no other touched path of the step has, found 'C'"
        },
        {
            Step(""" "backup": ▸{ "to": ▸" ", "keep": ▸0, "keepFor": ▸"soon" } """),
            $"""
            $.steps[0].backup: expected one of the members 'paths', 'command', found none of them
            $.steps[0].backup.to: expected a folder, found an empty text
            $.steps[0].backup.keep: expected a whole number from 1 to 10000, found 0
            $.steps[0].backup.keepFor: expected {JobOps.Values.Age.Words}, found 'soon'
            """
        },
        {
            Step(""" "backup": { "to": "x", "paths": [▸""], ▸"command": [▸" "] } """),
            """
            $.steps[0].backup.paths[0]: expected a path, found an empty text
            $.steps[0].backup.command: expected only one of the members 'paths', 'command', found 'command' beside 'paths'
            $.steps[0].backup.command[0]: expected a program, found an empty text
            """
        },
        {
            Step(""" "backup": { "to": "x", "command": ["y"], "root": ▸"z", "keepFor": ▸"0d" } """),
            $"""
            $.steps[0].backup.root: expected none, because nothing but paths has a root, found one beside a command
            $.steps[0].backup.keepFor: expected {JobOps.Values.Age.Words}, found '0d'
            """
        },
        {
            Step(""" "backup": { "to": "x", "paths": ["y"], "outputName": ▸"z", "name": ▸"" } """),
            """
            $.steps[0].backup.outputName: expected none, because paths have their own names, found one beside paths
            $.steps[0].backup.name: expected a text, found an empty text
            """
        },
        {
            Step(""" "restore": ▸▸{ "decryptWith": ▸[] } """),
            $"""
            $.steps[0].restore.from: expected {AnyText}, found nothing
            $.steps[0].restore.to: expected {AnyText}, found nothing
            $.steps[0].restore.decryptWith: expected a list of texts: a program, and its arguments if it takes any, found an empty list
            """
        },
        {
            Step(""" "command": ["x"], "undo": ▸{ ▸"backup": { "to": "x", "paths": ["y"] } } """),
            """
            $.steps[0].undo: expected one of the members 'command', 'script', 'restore', found none of them
            $.steps[0].undo.backup: expected one of the members workingDirectory, command, script, restore, environment, found 'backup'
            """
        },
        { Step(""" "command": ["x"], "timeout": ▸"1d" """), $"$.steps[0].timeout: expected {Time}, found '1d'" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_wrong_step_is_named(string text, string expected) => AssertMistakes(text, expected);

    public static TheoryData<string, string> Placeholders => new()
    {
        {
            """ "command": ["x", ▸"a ${"] """,
            "$.steps[0].command[1]: expected a '}' for every '${', and '$${' for a literal '${', " +
            "found '${' at character 3 has no '}'"
        },
        {
            """ "command": ["x", ▸"${parameters.x}"] """,
            $$"""$.steps[0].command[1]: expected a placeholder out of: {{OfTheRun}}, found ${parameters.x}"""
        },
        {
            """ "command": ["x", ▸"${steps.a.result}"] """,
            $$"""$.steps[0].command[1]: expected a placeholder out of: {{OfTheRun}}, found ${steps.a.result}"""
        },
        {
            """ "command": [▸"${steps.a.after.t}"], "touches": { "t": "p" } """,
            $"$.steps[0].command[0]: expected a placeholder out of: {OfTheRun}, ${{steps.a.before.t}}, " +
            "found ${steps.a.after.t}"
        },
        {
            """ "command": ["x"], "touches": { "t": ▸"${steps.a.before.t}" } """,
            $$"""$.steps[0].touches.t: expected a placeholder out of: {{OfTheRun}}, found ${steps.a.before.t}"""
        },
        {
            """ "command": ["x"], "touches": { "t": "p" }, "undo": { "command": [▸"${steps.b.result}"] } """,
            $"$.steps[0].undo.command[0]: expected a placeholder out of: {OfTheRun}, ${{steps.a.result}}, " +
            "${steps.a.before.t}, ${steps.a.after.t}, found ${steps.b.result}"
        },
        {
            """ "http": { "url": ▸"${run.name}", "expect": { "body": ▸"${}" } } """,
            $$"""
            $.steps[0].http.url: expected a placeholder out of: {{OfTheRun}}, found ${run.name}
            $.steps[0].http.expect.body: expected a placeholder out of: {{OfTheRun}}, found ${}
            """
        },
    };

    [Theory]
    [MemberData(nameof(Placeholders))]
    public void A_placeholder_that_cannot_be_filled_is_named_with_those_that_can(string step, string expected) =>
        AssertMistakes(Step(step), expected);

    [Fact]
    public void A_working_directory_of_the_job_takes_no_placeholders()
    {
        var folder = Path.Combine(Path.GetDirectoryName(JobTexts.File)!, "${run.id}");

        AssertMistakes(
            Job(""" "workingDirectory": ▸"${run.id}", "command": ["x"] """),
            $"$.workingDirectory: expected an absolute folder without placeholders, found '{folder}'");
    }

    [Fact]
    public void A_step_may_use_what_is_known_when_it_runs() => JobTexts.Read(Job(
        """
        "parameters": { "site": { "type": "path" }, "token": { "secret": true } },
        "steps": [
          { "name": "a", "command": ["x", "${steps.a.before.link}", "$${not.a.placeholder}"],
            "environment": { "TOKEN": "Bearer ${parameters.token}" },
            "touches": { "link": "${parameters.site}/current" },
            "undo": {
              "command": ["y", "${steps.a.result.made.0}", "${steps.a.before.link}", "${steps.a.after.link}"],
              "environment": { "TOKEN": "${parameters.token}" } } },
          { "name": "b", "http": { "url": "${steps.a.result.url}", "expect": { "body": "${steps.a.after.link}" } },
            "touches": { "other": "${steps.a.before.link}/${run.id}/${run.job}/${run.environment}" } }
        ]
        """));

    /// <summary>Every place where a template stands and by which a secret would leave the process.</summary>
    public static TheoryData<string, string> SecretPlaces => new()
    {
        { """ "command": ["${parameters.token}"] """, "command[0]" },
        { """ "command": ["x", "--token=${parameters.token}"] """, "command[1]" },
        { """ "command": ["x"], "workingDirectory": "${parameters.token}" """, "workingDirectory" },
        { """ "command": ["x"], "touches": { "t": "${parameters.token}" } """, "touches.t" },
        { """ "command": ["x"], "undo": { "command": ["${parameters.token}"] } """, "undo.command[0]" },
        { """ "command": ["x"], "undo": { "script": "${parameters.token}" } """, "undo.script" },
        { """ "command": ["x"], "undo": { "restore": { "from": "${parameters.token}", "to": "x" } } """, "undo.restore.from" },
        { """ "restore": { "from": "x", "to": "${parameters.token}" } """, "restore.to" },
        { """ "restore": { "from": "x", "to": "y", "sha256": "${parameters.token}" } """, "restore.sha256" },
        { """ "restore": { "from": "x", "to": "y", "decryptWith": ["age", "${parameters.token}"] } """, "restore.decryptWith[1]" },
        { """ "backup": { "paths": ["${parameters.token}"], "to": "x" } """, "backup.paths[0]" },
        { """ "backup": { "command": ["mysqldump", "-p${parameters.token}"], "to": "x" } """, "backup.command[1]" },
        { """ "backup": { "paths": ["x"], "to": "${parameters.token}" } """, "backup.to" },
        { """ "backup": { "paths": ["x"], "to": "y", "name": "${parameters.token}" } """, "backup.name" },
        { """ "backup": { "paths": ["x"], "to": "y", "encryptWith": ["gpg", "${parameters.token}"] } """, "backup.encryptWith[1]" },
        { """ "script": "${parameters.token}" """, "script" },
        { """ "script": { "path": "x", "parameters": { "T": "${parameters.token}" } } """, "script.parameters.T" },
        { """ "http": { "url": "http://x/?${parameters.token}" } """, "http.url" },
        { """ "http": { "url": "http://x/", "expect": { "body": "${parameters.token}" } } """, "http.expect.body" },
    };

    [Theory]
    [MemberData(nameof(SecretPlaces))]
    public void A_secret_may_not_stand_outside_of_an_environment(string step, string place)
    {
        var mistake = Assert.Single(MistakesIn(Job(
            $$$""" "parameters": { "token": { "secret": true } }, "steps": [{ "name": "a", {{{step}}} }]""")));

        Assert.EndsWith(
            $"$.steps[0].{place}: expected a secret parameter in a value of 'environment' only, " +
            "found ${parameters.token}",
            mistake);
    }
}
