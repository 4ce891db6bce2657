using JobOps.Errors;
using JobOps.Measurements;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>Programs that are measured, as real processes.</summary>
public sealed class MeasuredCommandTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static readonly string s_folder = Path.GetTempPath();

    public MeasuredCommandTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");

    [Fact]
    public async Task A_program_is_timed_to_its_end_and_its_output_counted()
    {
        var (baseline, samples) = await MeasureAsync(["sh", "-c", "printf abc; printf de >&2"], new() { Count = 3, WarmUp = 1 });

        Assert.Equal(
            (MeasuredSource.Command, "sh -c 'printf abc; printf de >&2'", null), (baseline.Source, baseline.Target, baseline.Request));
        Assert.All(samples, sample => Assert.Equal((0, null, 5), (sample.Status, sample.Error, sample.Bytes)));
        Assert.All(samples, sample => Assert.InRange(sample.Value, 0.1, 10_000));
    }

    [Fact]
    public async Task One_that_fails_from_the_begin_is_left_alone_with_its_last_line()
    {
        var thrown = await Assert.ThrowsAsync<JobOpsException>(() => MeasureAsync(["sh", "-c", "echo no disk >&2; exit 3"], new()));

        Assert.Equal((nameof(Error.TargetAnswersErrors), "exit code 3: no disk"), (thrown.Error.Id, thrown.Error.Actual));
    }

    [Fact]
    public async Task One_that_takes_too_long_is_ended_with_what_it_started()
    {
        var mark = $"meas-{Guid.NewGuid():N}";

        var (_, samples) = await MeasureAsync(
            ["sh", "-c", $"sh -c 'exec sleep 300' {mark} & wait"],
            new() { Count = 1, WarmUp = 0, TimeLimit = TimeSpan.FromMilliseconds(200) });

        Assert.Equal("timeout", samples[0].Error);
        Assert.DoesNotContain(
            Directory.EnumerateDirectories("/proc").Select(folder => Path.Combine(folder, "cmdline")).Where(File.Exists),
            file => Text(file).Contains(mark, StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_is_not_there_is_refused() => Assert.Equal(
        nameof(Error.MeasuredCommandNotFound),
        Assert.Throws<JobOpsException>(() => new MeasuredCommand(["there-is-no-such-program"], s_folder)).Error.Id);

    [Theory]
    [InlineData("echo")]
    [InlineData("echo", "")]
    [InlineData("echo", "it's", "a b", "'", "''", "\\", "\"x\"", "tab\there", "--a=b c")]
    public void A_command_line_is_read_as_it_was_written(params string[] words) =>
        Assert.Equal(words, CommandWords.Read(CommandWords.Write(words)));

    static async Task<MeasuredPhase> MeasureAsync(string[] words, MeasuringPlan plan)
    {
        await using var command = new MeasuredCommand(words, s_folder);
        return await new Measurer().MeasureAsync(new(1), Phase.Before, command, plan, cancellation: Cancellation);
    }

    static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
