namespace JobOps.Agent.Tests.Support;

/// <summary>The bodies of small job files.</summary>
static class SampleJobs
{
    /// <summary>Two steps that always succeed, of which the first prints a line to each stream.</summary>
    public const string Easy = """
        "parameters": {
          "who": { "type": "string", "default": "world" },
          "count": { "type": "integer", "minimum": 1, "maximum": 9 }
        },
        "steps": [
          { "name": "greet", "command": ["sh", "-c", "echo hello $1; echo oh >&2", "sh", "${parameters.who}"] },
          { "name": "leave", "command": ["true"] }
        ]
        """;

    /// <summary>Fails in its second step until a file <c>fixed</c> stands in the job's folder.</summary>
    public const string FailsUntilFixed = """
        "steps": [
          { "name": "first", "command": ["sh", "-c", "echo ran >> first.txt"] },
          { "name": "second", "command": ["test", "-e", "fixed"] }
        ]
        """;

    /// <summary>Changes the link <c>current</c> and knows how to put it back.</summary>
    public const string Switches = """
        "parameters": { "to": { "type": "string", "required": true } },
        "steps": [
          {
            "name": "switch",
            "command": ["ln", "-sfn", "${parameters.to}", "current"],
            "touches": { "current": "current" },
            "undo": { "command": ["ln", "-sfn", "${steps.switch.before.current}", "current"] }
          }
        ]
        """;

    /// <summary>A first step that is done at once, and a second that ends when a file <c>go</c> is a pipe and somebody
    /// writes into it: a wait for an event, without a clock.</summary>
    public const string WaitsForGo = """
        "steps": [
          { "name": "first", "command": ["sh", "-c", "echo ran >> first.txt"] },
          { "name": "second", "command": ["sh", "-c", "cat go; echo ran >> second.txt"] }
        ]
        """;

    /// <summary>Runs that stay until somebody writes into the pipe <c>go-ID</c> of each.</summary>
    public const string WaitsForItsOwnGo = """
        "steps": [{ "name": "wait", "command": ["sh", "-c", "cat go-$1", "sh", "${run.id}"] }]
        """;

    /// <summary>Takes a secret and proves that it came: prints its length, and the value itself.</summary>
    public const string TakesSecret = """
        "parameters": { "token": { "type": "string", "required": true, "secret": true } },
        "steps": [
          {
            "name": "use",
            "command": ["sh", "-c", "printf %s \"$TOKEN\" | wc -c; echo $TOKEN"],
            "environment": { "TOKEN": "${parameters.token}" }
          }
        ]
        """;
}
