using static JobOps.Core.Tests.Jobs.JobTexts;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Unknown, missing, repeated and mistyped members, and members that do not go together.</summary>
public class JobFileMemberTests
{
    const string Variables = "an object of environment variables and their values";
    const string Known = "${parameters.count}, ${run.id}, ${run.job}, ${run.environment}, ${environment.<setting>}";
    const string CommandList = "a list of texts: a program, and its arguments if it takes any";

    [Fact]
    public void A_file_that_is_no_object_is_refused_in_one_line() => AssertMistakes(
        "▸[]",
        "$: expected an object with the members $schema, name, owner, expectedResult, rollbackNote, description, " +
        "parameters, timeout, queue, priority, startWithin, overlap, concurrency, retry, isolation, environments, probes, " +
        "requireRehearsal, approval, then, after, keep, schedules, workingDirectory, " +
        "steps, command, script, backup, restore, cacheRule, cacheClear, environment, output, touches, undo, readOnly, " +
        "once, found a list");

    [Fact]
    public void Owner_expected_result_and_rollback_note_are_required() => AssertMistakes(
        """▸▸▸▸{ "command": ["x"] }""",
        $"""
        $.name: expected {JobName}, found nothing
        $.owner: expected words, found nothing
        $.expectedResult: expected words, found nothing
        $.rollbackNote: expected words, found nothing
        """);

    [Fact]
    public void They_have_to_say_something() => AssertMistakes(
        """
        {
          "name": ▸"a b", "owner": ▸" ",
          "expectedResult": ▸null, "rollbackNote": ▸5, "command": ["x"]
        }
        """,
        $"""
        $.name: expected {JobName}, found 'a b'
        $.owner: expected words, found an empty text
        $.expectedResult: expected words, found null
        $.rollbackNote: expected words, found a number
        """);

    public static TheoryData<string, string> Members => new()
    {
        { """ "command": ["x"], ▸"Owner": "y" """, "$.Owner: expected 'owner' (did you mean that?), found 'Owner'" },
        {
            """ "command": ["x"], ▸"owner": "y" """,
            "$.owner: expected each member once (it stands in line 3), found 'owner' again"
        },
        { """ "command": ▸"ls -l" """, $"$.command: expected {CommandList}, found a text" },
        { """ "command": ▸[] """, $"$.command: expected {CommandList}, found an empty list" },
        { """ "command": [▸" "] """, "$.command[0]: expected a program, found an empty text" },
        {
            """ "command": ["x", ▸5, ▸true] """,
            $"""
            $.command[1]: expected {AnyText}, found a number
            $.command[2]: expected {AnyText}, found true
            """
        },
        {
            """ "command": ["x", ▸"a\u0000b"] """,
            "$.command[1]: expected a text that a process can be given, found the character NUL"
        },
        { """ "timeout": ▸"5 s", "command": ["x"] """, $"$.timeout: expected {Time}, found '5 s'" },
        { """ "timeout": ▸5, "command": ["x"] """, $"$.timeout: expected {Time}, found 5" },
        { """ "timeout": ▸"0s", "command": ["x"] """, $"$.timeout: expected {Time}, found '0s'" },
        { """ "timeout": ▸"721h", "command": ["x"] """, $"$.timeout: expected {Time}, found '721h'" },
        {
            """ "workingDirectory": ▸"a\u0000", "command": ["x"] """,
            "$.workingDirectory: expected an absolute folder without placeholders, found 'a\\x00'"
        },
        { """ "command": ["x"], "output": ▸"xml" """, "$.output: expected one of: text, json, found 'xml'" },
        {
            """ "command": ["x"], "once": ▸"yes", "readOnly": ▸1 """,
            """
            $.once: expected true or false, found a text
            $.readOnly: expected true or false, found a number
            """
        },
        {
            """ "script": ▸5 """,
            $"$.script: expected {AnyText}; or an object with the members path, parameters, found a number"
        },
        { """ "script": ▸"" """, "$.script: expected the path of a script, found an empty text" },
        {
            """ "script": ▸{ "parameters": { ▸"-x": "y" } } """,
            $"""
            $.script.path: expected {AnyText}, found nothing
            $.script.parameters.-x: expected {VariableName}, found '-x'
            """
        },
        { """ "command": ["x"], "environment": ▸"A=B" """, $"$.environment: expected {Variables}, found a text" },
        {
            """ "command": ["x"], "environment": { ▸"A=B": "y", "C": ▸5 } """,
            $"""
            $.environment['A=B']: expected {VariableName}, found 'A=B'
            $.environment.C: expected {AnyText}, found a number
            """
        },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void A_wrong_member_is_named(string members, string expected) => AssertMistakes(Job(members), expected);

    public static TheoryData<string, string> Choices => new()
    {
        {
            """{ "name": "j", "owner": "o", "expectedResult": "r", "rollbackNote": "n" }""".Insert(0, "▸"),
            "$: expected one of the members 'command', 'script', 'backup', 'restore', 'cacheRule', 'cacheClear', 'steps', " +
            "found none of them"
        },
        {
            Job(""" "command": ["x"], ▸"steps": [{ "name": "a", "command": ["x"] }] """),
            "$.steps: expected only one of the members 'command', 'script', 'backup', 'restore', 'cacheRule', " +
            "'cacheClear', 'steps', found 'steps' beside 'command'"
        },
        { Job(""" "steps": ▸[] """), "$.steps: expected a list of steps, found an empty list" },
        {
            Job(""" "steps": [{ "name": "a", "command": ["x"] }], ▸"once": true """),
            "$.once: expected this member only beside 'command' or 'script' or 'backup' or 'restore' " +
            "or 'cacheRule' or 'cacheClear', found 'once' without it"
        },
        {
            Job(""" "steps": [▸{ "name": "a", "readOnly": true }] """),
            "$.steps[0]: expected one of the members 'command', 'script', 'http', 'backup', 'restore', 'cacheRule', " +
            "'cacheTest', 'cacheClear', found none of them"
        },
        {
            Step(""" "script": "x", ▸"output": "json" """),
            "$.steps[0].output: expected this member only beside 'command', found 'output' without it"
        },
        {
            Step(""" "http": { "url": "http://x/" }, ▸"environment": {} """),
            "$.steps[0].environment: expected this member only beside 'command' or 'script' or 'backup' or 'restore', " +
            "found 'environment' without it"
        },
        {
            Step(""" "script": "x", ▸"workingDirectory": "y" """),
            "$.steps[0].workingDirectory: expected this member only beside 'command', " +
            "found 'workingDirectory' without it"
        },
        {
            Step(""" "command": ["x"], "undo": ▸{} """),
            "$.steps[0].undo: expected one of the members 'command', 'script', 'restore', found none of them"
        },
        {
            Step(""" "command": ["x"], "undo": { ▸"http": {}, "script": "x" } """),
            "$.steps[0].undo.http: expected one of the members workingDirectory, command, script, restore, " +
            "environment, found 'http'"
        },
        {
            Step(""" "command": ["x"], "readOnly": true, "undo": ▸{ "command": ["y"] } """),
            "$.steps[0].undo: expected no undo, because the step is readOnly and changes nothing, found an undo"
        },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Members_that_do_not_go_together_are_named(string text, string expected) =>
        AssertMistakes(text, expected);

    [Fact]
    public void All_mistakes_of_a_file_are_named_at_once_in_the_order_of_the_lines() => AssertMistakes(
        """
        ▸{
          "name": ▸"site release",
          ▸"ownr": "web team",
          "expectedResult": "the site answers 200",
          "rollbackNote": "switch back",
          "parameters": { "count": { "type": "integer", "default": ▸"three" } },
          "steps": [
            { "name": "switch", "command": ["ln", ▸"${parameters.site}"], "timeout": ▸"5 minutes" },
            { "name": ▸"Switch", "http": { "url": ▸"example.org", "requests": ▸0 } }
          ]
        }
        """,
        $$"""
        $.owner: expected words, found nothing
        $.name: expected {{JobName}}, found 'site release'
        $.ownr: expected 'owner' (did you mean that?), found 'ownr'
        $.parameters.count.default: expected a whole number, found 'three'
        $.steps[0].command[1]: expected a placeholder out of: {{Known}}, found ${parameters.site}
        $.steps[0].timeout: expected {{Time}}, found '5 minutes'
        $.steps[1].name: expected a name that no earlier step has, found 'Switch'
        $.steps[1].http.url: expected an absolute http or https URL, found 'example.org'
        $.steps[1].http.requests: expected a whole number from 1 to 10000, found 0
        """);
}
