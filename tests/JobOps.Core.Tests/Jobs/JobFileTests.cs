using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Core.Tests.Jobs;

/// <summary>What a job file without mistakes becomes.</summary>
public class JobFileTests
{
    [Fact]
    public void A_command_becomes_one_step_named_run()
    {
        var job = JobTexts.Read(JobTexts.Job(
            """
            "command": ["tool", "--id", "${run.id}"], "environment": { "A": "b" }, "output": "json",
            "touches": { "file": "made" }, "undo": { "command": ["rm", "made"] }, "once": true
            """));

        var step = Assert.Single(job.Steps);
        Assert.Equal("run", step.Name);
        Assert.Equal(JobKind.Steps, job.Kind);
        Assert.True(step is { Once: true, ReadOnly: false, Timeout: null });
        Assert.Equal("made", step.Touches["file"].Text);
        var command = Assert.IsType<CommandAction>(step.Action);
        Assert.Equal(["tool", "--id", "${run.id}"], command.Command.Select(argument => argument.Text));
        Assert.Equal("b", command.Environment["A"].Text);
        Assert.True(command.JsonOutput);
        Assert.Equal("rm", Assert.IsType<CommandAction>(step.Undo).Command[0].Text);
    }

    [Fact]
    public void A_script_may_be_a_path_or_a_path_with_parameters()
    {
        var brief = JobTexts.Read(JobTexts.Job(""" "script": "a.ps1", "readOnly": true """)).Steps[0];
        var full = JobTexts.Read(JobTexts.Step(
            """ "script": { "path": "a.ps1", "parameters": { "Name": "x" } }, "environment": { "A": "b" } """))
            .Steps[0];

        Assert.True(brief.ReadOnly);
        Assert.Equal("a.ps1", Assert.IsType<ScriptAction>(brief.Action).Path.Text);
        var script = Assert.IsType<ScriptAction>(full.Action);
        Assert.Equal(("x", "b"), (script.Parameters["Name"].Text, script.Environment["A"].Text));
    }

    [Fact]
    public void A_probe_asks_once_and_expects_200_unless_told_otherwise()
    {
        var measured = JobTexts.Read(JobTexts.Step(""" "http": { "url": "http://x/" } """)).Steps[0].Action;
        var expected = JobTexts.Read(JobTexts.Step(
            """ "http": { "url": "http://x/", "requests": 9, "expect": { "within": "500ms" } } """)).Steps[0].Action;

        Assert.True(measured is HttpAction { Requests: 1, Expect: null });
        Assert.True(expected is HttpAction { Requests: 9, Expect: { Status: 200, Body: null } expect }
                    && expect.Within == TimeSpan.FromMilliseconds(500));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("720h", 2_592_000_000)]
    public void A_duration_is_a_number_with_a_unit(string text, double milliseconds)
    {
        var job = JobTexts.Read(JobTexts.Job($$""" "timeout": "{{text}}", "command": ["x"] """));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), job.Timeout);
    }

    [Fact]
    public void Relative_folders_are_taken_from_the_file()
    {
        var folder = Path.GetDirectoryName(JobTexts.File)!;
        var elsewhere = Path.GetFullPath("/srv");

        Assert.Equal(folder, WorkingDirectory(""));
        Assert.Equal(Path.Combine(folder, "sub"), WorkingDirectory(""" "workingDirectory": "./x/../sub", """));
        Assert.Equal(elsewhere, WorkingDirectory($""" "workingDirectory": "{elsewhere.Replace(@"\", @"\\")}", """));
    }

    [Fact]
    public void Comments_and_a_byte_order_mark_are_no_mistake()
    {
        using var folder = new TemporaryFolder();
        var text = "// first\n" + JobTexts.Job(""" "command": ["x" /* one */] """) + "\n/* last */";
        var path = folder.PathOf("a.job.json");
        File.WriteAllText(path, text, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal("j", JobFile.Read(path).Name);
    }

    [Fact]
    public void A_definition_survives_the_ledger_as_it_is()
    {
        var job = JobTexts.Read(JobFilePageTests.Example(1));

        var json = LedgerJson.Write(job);
        var read = LedgerJson.Read<JobDefinition>(json)!;

        Assert.Equal(json, LedgerJson.Write(read));
        Assert.Equal(job.Steps.Select(step => step.Action.GetType()), read.Steps.Select(step => step.Action.GetType()));
        Assert.Equal(job.Parameters.Select(one => one.Default), read.Parameters.Select(one => one.Default));
        Assert.Equal(job.Steps[2].Touches["current"], read.Steps[2].Touches["current"]);
        Assert.Equal("${steps.switch.before.current}", ((CommandAction)read.Steps[2].Undo!).Command[2].Text);
        Assert.Empty(JobDefinitionRules.Check(read));
    }

    [Fact]
    public void A_folder_means_its_job_files_by_name()
    {
        using var folder = new TemporaryFolder();
        string[] files = [folder.Write("a.job.json", ""), folder.Write("b.job.json", "")];
        folder.Write("notes.json", "");
        Directory.CreateDirectory(folder.PathOf("c.job.json"));

        Assert.Equal(files, JobFile.Find(folder.Path));
        Assert.Equal([files[1]], JobFile.Find(files[1]));
    }

    [Fact]
    public void A_path_without_job_files_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var absent = folder.PathOf("absent.job.json");
        var empty = Directory.CreateDirectory(folder.PathOf("empty")).FullName;
        var large = folder.Write("large.job.json", new string(' ', JobFile.LargestSize + 1));

        AssertNotFound("no such file", () => JobFile.Find(absent));
        AssertNotFound("a folder without *.job.json files", () => JobFile.Find(empty));
        AssertNotFound("no such file", () => JobFile.Read(absent));
        AssertNotFound("more than 1024 KiB", () => JobFile.Read(large));
        AssertNotFound(null, () => JobFile.Read(folder.Path));
        AssertNotFound(null, () => JobFile.Read(""));
    }

    static void AssertNotFound(string? actual, Func<object> read)
    {
        var error = Assert.Throws<JobOpsException>(read).Error;
        Assert.Equal(("JobFileNotFound", ExitCodes.BadInput), (error.Id, error.ExitCode));
        Assert.Equal(actual ?? error.Actual, error.Actual);
    }

    static string WorkingDirectory(string member) =>
        JobTexts.Read(JobTexts.Job(member + """ "command": ["x"] """)).WorkingDirectory;
}
