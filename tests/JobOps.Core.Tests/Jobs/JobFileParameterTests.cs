using static JobOps.Core.Tests.Jobs.JobTexts;

namespace JobOps.Core.Tests.Jobs;

/// <summary>The parameters of a job file: their checks, and values that have to pass them.</summary>
public class JobFileParameterTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { """ ▸"a b": {} """, $"$.parameters['a b']: expected {ShortName}, found 'a b'" },
        { """ "a": {}, "A": ▸{} """, "$.parameters.A: expected a name that no other parameter has, found 'A'" },
        {
            """ "a": ▸"x" """,
            "$.parameters.a: expected an object with the members type, required, default, pattern, allowed, minimum, " +
            "maximum, secret, description, found a text"
        },
        {
            """ "a": { "type": ▸"int", "default": 5 } """,
            "$.parameters.a.type: expected one of: string, integer, number, boolean, path, found 'int'"
        },
        {
            """ "a": { "type": "integer", "default": ▸"5" } """,
            "$.parameters.a.default: expected a whole number, found '5'"
        },
        { """ "a": { "default": ▸5 } """, "$.parameters.a.default: expected a text, found 5" },
        {
            """ "a": { "default": ▸{} } """,
            "$.parameters.a.default: expected a text, a number, true or false, found an object"
        },
        {
            """ "a": { "pattern": "[a-z]+", "default": ▸"x1" } """,
            "$.parameters.a.default: expected a text that matches [a-z]+, found 'x1'"
        },
        {
            """ "a": { "type": "integer", "minimum": 1, "maximum": 9, "default": ▸10 } """,
            "$.parameters.a.default: expected a whole number, at least 1, at most 9, found 10"
        },
        {
            """ "a": { "type": "integer", "minimum": ▸2, "maximum": 1 } """,
            "$.parameters.a.minimum: expected at most the maximum, 1, found 2"
        },
        {
            """ "a": { "minimum": ▸2, "maximum": ▸"x" } """,
            """
            $.parameters.a.minimum: expected a range only for type integer or number, found 2
            $.parameters.a.maximum: expected a number, found 'x'
            """
        },
        {
            """ "a": { "type": "boolean", "maximum": ▸9 } """,
            "$.parameters.a.maximum: expected a range only for type integer or number, found 9"
        },
        {
            """ "a": { "type": "number", "maximum": ▸1e999 } """,
            "$.parameters.a.maximum: expected a number, found 1e999"
        },
        {
            """ "a": { "allowed": ["x", ▸5], "default": ▸"y" } """,
            """
            $.parameters.a.allowed[1]: expected a text, found 5
            $.parameters.a.default: expected a text out of x, 5, found 'y'
            """
        },
        {
            """ "a": { "allowed": ▸[], "default": "y" } """,
            "$.parameters.a.allowed: expected a list of values, found an empty list"
        },
        {
            """ "a": { "allowed": ["x", ▸null], "default": "y" } """,
            "$.parameters.a.allowed[1]: expected a text, a number, true or false, found null"
        },
        {
            """ "a": { "required": true, "default": ▸"y" } """,
            "$.parameters.a.default: expected no default, because the parameter is required, found a default"
        },
        {
            """ "a": { "secret": true, "default": ▸"hunter2" } """,
            "$.parameters.a.default: expected no default, because a secret is never stored, found a default"
        },
        {
            """ "a": { "secret": true, "allowed": ▸["hunter2"] } """,
            "$.parameters.a.allowed: expected no list of values, because a secret is never stored, found a list"
        },
        {
            """ "a": { "pattern": ▸"(", "default": "y" } """,
            "$.parameters.a.pattern: expected a regular expression, " +
            "found Invalid pattern '(' at offset 1. Not enough )'s."
        },
        {
            """ "a": { "pattern": ▸"a)(b" } """,
            "$.parameters.a.pattern: expected a regular expression, " +
            "found Invalid pattern 'a)(b' at offset 2. Too many )'s."
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(string parameters, string expected) =>
        AssertMistakes(Parameters(parameters), expected);

    [Fact]
    public void Parameters_keep_the_order_of_the_file_and_all_that_it_says()
    {
        var parameters = JobTexts.Read(Parameters(
            """
            "release": { "required": true, "pattern": "[0-9]+", "description": "which" },
            "count": { "type": "integer", "minimum": 1, "maximum": 9, "default": 3 },
            "ratio": { "type": "number", "allowed": [1, 2.5], "default": 2.5 },
            "dryRun": { "type": "boolean", "default": true },
            "site": { "type": "path", "default": "site", "allowed": ["site", "./other"] },
            "token": { "secret": true }
            """)).Parameters;

        Assert.Equal(["release", "count", "ratio", "dryRun", "site", "token"], parameters.Select(one => one.Name));
        Assert.Equal("[0-9]+", parameters[0].Pattern);
        Assert.Equal((1m, 9m), (parameters[1].Minimum, parameters[1].Maximum));
        Assert.Equal([null, 3L, 2.5m, true, "site", null], parameters.Select(one => one.Default));
        Assert.Equal([1L, 2.5m], parameters[2].Allowed!);
        Assert.Equal([false, false, false, false, false, true], parameters.Select(one => one.Secret));
    }
}
