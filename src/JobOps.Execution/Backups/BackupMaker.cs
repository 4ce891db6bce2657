using JobOps.Backups;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>Makes backups.</summary>
public static class BackupMaker
{
    const int MostNamed = 5;

    /// <summary>Looks whether it is possible; nothing is read or written.</summary>
    /// <returns>What would be done, as a sentence.</returns>
    /// <exception cref="JobOpsException">BackupPlanInvalid, BackupPathNotFound, BackupPathOutside</exception>
    public static string Check(NewBackup plan)
    {
        var (_, walk, _) = Prepare(plan, CancellationToken.None);
        return walk is null
            ? $"the output of {plan.Command[0]} into {plan.Destination}"
            : $"{string.Join(", ", plan.Paths)} into {plan.Destination}";
    }

    /// <summary>Makes a backup, and takes away the older ones that are not kept.</summary>
    /// <param name="plan">What is wanted.</param>
    /// <param name="commands">How commands are started.</param>
    /// <param name="progress">Is told how many files are read.</param>
    /// <param name="cancellation">Ends it; nothing is left of it then.</param>
    /// <exception cref="JobOpsException">Why there is none</exception>
    public static async Task<MadeBackup> MakeAsync(
        NewBackup plan, BackupCommands commands, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        (plan, var walk, var leftOut) = Prepare(plan, cancellation);
        PrepareFolder(plan.Destination);
        var now = DateTimeOffset.UtcNow;
        var name = new BackupName(
            plan.EffectiveName, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond)), plan.EncryptWith.Count > 0);
        var writer = new ArchiveWriter(plan, name.When, commands, progress);
        string path;
        await using (var file = new ArchiveFile(plan.Destination, name))
        {
            var manifest = name.Encrypted
                ? await EncryptAsync(file, plan.EncryptWith, commands, WriteAsync, cancellation)
                : await WriteAsync(file, cancellation);
            var changed = manifest.Entries.Where(entry => entry.Changed).Select(entry => entry.Path).ToList();
            if (plan.RefuseChanged && changed.Count > 0)
                throw new JobOpsException(Error.BackupFilesChanged(Some(changed)));
            cancellation.ThrowIfCancellationRequested();
            file.Finish((sha256, size, modified) => new()
            {
                Sha256 = sha256, Size = size, Modified = modified, Changed = changed, LeftOut = manifest.LeftOut,
                Files = manifest.Entries.Count(entry => entry.Kind == BackupEntryKind.File),
                Bytes = manifest.Entries.Sum(entry => entry.Length),
            });
            path = file.FullPath;
        }
        var made = BackupFolder.Find(path);
        var remarks = new List<string>();
        if (made.Changed.Count > 0)
            remarks.Add($"Altered while they were read, so that their content in the backup may never have been one: {Some(made.Changed)}");
        if (made.LeftOut.Count > 0)
            remarks.Add($"Not in the backup: {Some(made.LeftOut)}");
        return new(made, Rotate(plan, remarks), remarks);

        Task<BackupManifest> WriteAsync(Stream to, CancellationToken stop) => writer.WriteAsync(to, walk, leftOut, stop);
    }

    static (NewBackup Plan, SourceWalk? Walk, List<string> LeftOut) Prepare(NewBackup plan, CancellationToken cancellation)
    {
        plan.Require();
        plan = plan with { Destination = Path.TrimEndingDirectorySeparator(Path.GetFullPath(plan.Destination)) };
        var leftOut = new List<string>();
        return (plan, plan.Paths.Count > 0 ? new(plan, leftOut, cancellation) : null, leftOut);
    }

    static void PrepareFolder(string folder)
    {
        try
        {
            OwnerOnly.CreateFolder(folder);
            BackupFolder.RemoveLeftovers(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.BackupNotWritten(folder, exception.Message), exception);
        }
    }

    /// <summary>Writes through a command, so that nothing that is not encrypted reaches a disk.</summary>
    static async Task<BackupManifest> EncryptAsync(
        ArchiveFile file, IReadOnlyList<string> words, BackupCommands commands,
        Func<Stream, CancellationToken, Task<BackupManifest>> write, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var command = PipedCommand.Start(words, commands, stop.Token);
        var copying = CopyAsync();
        BackupManifest manifest;
        try
        {
            manifest = await write(command.Input, stop.Token);
            command.Input.Close();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Whoever of both broke the pipe knows why.
            await copying;
            await command.RequireSuccessAsync(cancellation);
            throw new JobOpsException(Error.BackupCommandFailed(words[0], "exit code 0, before all was read"), exception);
        }
        await copying;
        await command.RequireSuccessAsync(cancellation);
        return file.IsEmpty
            ? throw new JobOpsException(Error.BackupCommandFailed(words[0], "exit code 0, and not one byte"))
            : manifest;

        async Task CopyAsync()
        {
            try
            {
                await command.Output.CopyToAsync(file, stop.Token);
            }
            catch
            {
                // What it writes has no place to go: it is ended, so that nobody waits for it.
                await stop.CancelAsync();
                throw;
            }
        }
    }

    static List<string> Rotate(NewBackup plan, List<string> remarks)
    {
        var removed = new List<string>();
        if (plan.Keep is null && plan.KeepFor is null)
            return removed;
        foreach (var backup in new BackupRotation(plan.Keep, plan.KeepFor)
                     .Choose(BackupFolder.List(plan.Destination), plan.EffectiveName, DateTimeOffset.UtcNow))
        {
            try
            {
                BackupFolder.Remove(backup.Path);
                removed.Add(backup.Path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                remarks.Add($"Not taken away, though it should not be kept any more: {backup.Path}: {exception.Message}");
            }
        }
        return removed;
    }

    /// <summary>Names for a sentence: of many, the first ones.</summary>
    static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
