using JobOps.Jobs;
using JobOps.Ledger;
using static JobOps.Core.Tests.Jobs.JobTexts;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Backups and restores as steps: what is stored of them, how they are read, and what a rollback has to do about them.</summary>
public class BackupKindTests
{
    const string Backup = """ "backup": { "paths": ["a b", "c"], "to": "/d", "name": "n", "keep": 7, "keepFor": "30d" } """;

    [Fact]
    public void A_job_may_be_a_backup_and_nothing_else()
    {
        var step = Assert.Single(Read(Job(Backup)).Steps);

        var action = Assert.IsType<BackupAction>(step.Action);
        Assert.Equal((7, TimeSpan.FromDays(30)), (action.Keep, action.KeepFor));
    }

    [Fact]
    public void It_is_stored_and_read_again()
    {
        var action = Read(Step(Backup + """, "environment": { "X": "${run.id}" } """)).Steps[0].Action;

        var stored = LedgerJson.Read<StepAction>(LedgerJson.Write(action));

        Assert.Equal(LedgerJson.Write(action), LedgerJson.Write(stored));
        Assert.Contains("\"kind\":\"backup\"", LedgerJson.Write(action), StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_has_nothing_to_undo_unless_somebody_says_how()
    {
        Assert.True(Read(Step(Backup)).Steps[0].HasNothingToUndo);
        Assert.False(Read(Step(Backup + """, "undo": { "command": ["rm", "${steps.a.result.path}"] } """)).Steps[0].HasNothingToUndo);
        Assert.False(Read(Step(""" "restore": { "from": "x", "to": "y" } """)).Steps[0].HasNothingToUndo);
        Assert.True(Read(Step(""" "http": { "url": "http://x/" } """)).Steps[0].HasNothingToUndo);
    }

    [Theory]
    [InlineData(Backup, "jobops backup new 'a b' c --to /d --name n")]
    [InlineData(
        """ "backup": { "command": ["pg_dump", "my shop"], "to": "/d", "outputName": "o", "encryptWith": ["age", "-r", "k"] } """,
        "jobops backup new --to /d --output-name o --encrypt-with 'age -r k' -- pg_dump 'my shop'")]
    [InlineData(
        """ "restore": { "from": "/d/x", "to": "/y", "sha256": "0a", "force": true, "decryptWith": ["age", "-d"] } """,
        "jobops backup restore /d/x --to /y --sha256 0a --decrypt-with 'age -d' --force")]
    public void A_person_reads_it_as_a_command(string member, string words)
    {
        var action = Read(Step(member)).Steps[0].Action;

        Assert.Equal(words, StepKind.Of(action).Describe(action, template => template.Text));
    }
}
