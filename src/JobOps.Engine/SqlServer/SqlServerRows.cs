using System.Data;
using System.Globalization;
using JobOps.Engine.Sql;
using JobOps.Engine.Sql.Transfer;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>Puts rows into a table by bulk copy, which checks constraints as an INSERT does.</summary>
static class SqlServerRows
{
    // Past some 5,000 locks a statement would lock the whole table.
    public const int MostRows = 4000;

    const SqlBulkCopyOptions Options = SqlBulkCopyOptions.KeepNulls | SqlBulkCopyOptions.CheckConstraints;

    /// <summary>The tables that number their rows: their greatest numbers, and what makes each go on from there.</summary>
    internal static readonly IReadOnlyList<(string Last, string GoOnFrom)> Numbered =
    [
        ("SELECT MAX(JobId) FROM jobops.Job", "DBCC CHECKIDENT ('jobops.Job', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(QueueId) FROM jobops.Queue", "DBCC CHECKIDENT ('jobops.Queue', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(EnvironmentId) FROM jobops.Environment", "DBCC CHECKIDENT ('jobops.Environment', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(RehearsalId) FROM jobops.Rehearsal", "DBCC CHECKIDENT ('jobops.Rehearsal', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(ScheduleId) FROM jobops.Schedule", "DBCC CHECKIDENT ('jobops.Schedule', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(MissedId) FROM jobops.MissedSlot", "DBCC CHECKIDENT ('jobops.MissedSlot', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(EventId) FROM jobops.Outbox", "DBCC CHECKIDENT ('jobops.Outbox', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(ReceiverId) FROM jobops.Receiver", "DBCC CHECKIDENT ('jobops.Receiver', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(NotificationId) FROM jobops.Notification",
            "DBCC CHECKIDENT ('jobops.Notification', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(RunId) FROM jobops.Run", "DBCC CHECKIDENT ('jobops.Run', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(LogId) FROM jobops.LogLine", "DBCC CHECKIDENT ('jobops.LogLine', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(ChangeId) FROM jobops.Change", "DBCC CHECKIDENT ('jobops.Change', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(BaselineId) FROM jobops.Baseline", "DBCC CHECKIDENT ('jobops.Baseline', RESEED, {0}) WITH NO_INFOMSGS"),
        ("SELECT MAX(NoteId) FROM jobops.ChangeNote", "DBCC CHECKIDENT ('jobops.ChangeNote', RESEED, {0}) WITH NO_INFOMSGS"),
    ];

    /// <summary>Puts rows into a table as they are, with the numbers that they have.</summary>
    public static Task PutAsync(
        SqlConnection connection, LedgerTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        var data = new DataTable { TableName = $"jobops.{table.Name}" };
        foreach (var column in table.Columns)
            data.Columns.Add(column.Name, TypeOf(column.Kind));
        foreach (var row in rows)
            data.Rows.Add(Array.ConvertAll(row, Value));
        return CopyAsync(connection, data, Options | SqlBulkCopyOptions.KeepIdentity, cancellation);
    }

    /// <summary>Inserts rows of an INSERT's parameters, all of one type.</summary>
    public static Task InsertAsync(
        SqlConnection connection, RowInsert insert, IReadOnlyList<object> rows, CancellationToken cancellation)
    {
        var members = insert.Parameters.Select(parameter => rows[0].GetType().GetProperty(parameter[1..])!).ToList();
        var data = new DataTable { TableName = insert.Table };
        foreach (var (column, member) in insert.Columns.Zip(members))
        {
            var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
            data.Columns.Add(column, type == typeof(DateTimeOffset) ? typeof(DateTime) : type);
        }
        foreach (var row in rows)
            data.Rows.Add([.. members.Select(member => Value(member.GetValue(row)))]);
        return CopyAsync(connection, data, Options, cancellation);
    }

    /// <summary>
    /// New rows get numbers above those that were copied. SQL Server does so by itself; not every server does, nor takes
    /// the number as a parameter, nor 1 for a number. So one number is left out.
    /// </summary>
    public static async Task GoOnNumberingAsync(SqlConnection connection, CancellationToken cancellation)
    {
        foreach (var (last, goOnFrom) in Numbered)
        {
            await using var look = new SqlCommand(last, connection);
            if (await look.ExecuteScalarAsync(cancellation) is not IConvertible number || number is DBNull)
                continue;
            await using var goOn = new SqlCommand(
                string.Format(CultureInfo.InvariantCulture, goOnFrom, number.ToInt64(CultureInfo.InvariantCulture) + 1), connection);
            await goOn.ExecuteNonQueryAsync(cancellation);
        }
    }

    static async Task CopyAsync(
        SqlConnection connection, DataTable data, SqlBulkCopyOptions options, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(data.Rows.Count, MostRows, nameof(data));
        using (data)
        {
            using var copy = new SqlBulkCopy(connection, options, externalTransaction: null) { DestinationTableName = data.TableName };
            foreach (DataColumn column in data.Columns)
                copy.ColumnMappings.Add(column.ColumnName, column.ColumnName);
            await copy.WriteToServerAsync(data, cancellation);
        }
    }

    static Type TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => typeof(long),
        ColumnKind.Flag => typeof(bool),
        ColumnKind.Time => typeof(DateTime),
        _ => typeof(string),
    };

    static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.UtcDateTime,
        var other => other,
    };
}
