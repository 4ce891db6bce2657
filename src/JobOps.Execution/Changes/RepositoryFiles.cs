using System.ComponentModel;
using System.Diagnostics;
using JobOps.Changes;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>The files that Git names between two commits.</summary>
public static class RepositoryFiles
{
    /// <param name="folder">A folder of the repository.</param>
    /// <param name="from">The commit before; a branch or a tag, too.</param>
    /// <param name="to">The commit after.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Each path with what happened to it: <c>git M</c>, <c>git A</c>, <c>git D</c>, <c>git R from …</c>. Git keeps the
    /// contents, so no state of them is noted.</returns>
    /// <exception cref="JobOpsException">RepositoryUnreadable</exception>
    public static async Task<IReadOnlyList<TouchedFile>> BetweenAsync(
        string folder, string? from, string to, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(from))
            throw new JobOpsException(Error.RepositoryUnreadable(folder, "no commit to begin from"));
        // What a name stands for is asked first, so that none is taken for an option.
        var (before, after) = (await CommitAsync(folder, from, cancellation), await CommitAsync(folder, to, cancellation));
        var words = (await GitAsync(folder, ["diff", "--name-status", "-z", "--find-renames", before, after], cancellation))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var files = new List<TouchedFile>();
        for (var at = 0; at + 1 < words.Length; at++)
        {
            var what = words[at];
            // A rename and a copy name two paths; behind the letter stands how alike they are.
            var isOfTwo = what[0] is 'R' or 'C';
            var path = words[++at];
            files.Add(isOfTwo
                ? new(words[++at], $"git {what[0]} from {path}", null, null)
                : new(path, $"git {what}", null, null));
        }
        return files;
    }

    static async Task<string> CommitAsync(string folder, string name, CancellationToken cancellation) =>
        (await GitAsync(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], cancellation,
            otherwise: $"'{name}', which names no commit")).Trim();

    static async Task<string> GitAsync(
        string folder, IReadOnlyList<string> arguments, CancellationToken cancellation, string? otherwise = null)
    {
        try
        {
            using var git = new Process
            {
                StartInfo = new("git", ["-C", folder, .. arguments])
                {
                    RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
                },
            };
            git.StartInfo.Environment["GIT_TERMINAL_PROMPT"] = "0";
            git.Start();
            git.StandardInput.Close();
            var (output, error) = (git.StandardOutput.ReadToEndAsync(cancellation), git.StandardError.ReadToEndAsync(cancellation));
            await Task.WhenAll(output, error);
            await git.WaitForExitAsync(cancellation);
            if (git.ExitCode == 0)
                return await output;
            var words = (await error).Trim();
            throw new JobOpsException(Error.RepositoryUnreadable(
                folder, words.Length > 0 ? words : otherwise ?? $"git ended with exit code {git.ExitCode}"));
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new JobOpsException(Error.RepositoryUnreadable(folder, exception.Message), exception);
        }
    }
}
