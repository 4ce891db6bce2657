using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sql;

/// <summary>Writes a time as datetime2 on SQL Server and as milliseconds since 1970 on SQLite.</summary>
sealed class TimeHandler : SqlMapper.TypeHandler<DateTimeOffset>
{
    // A static constructor runs once, and only where Dapper is used: an embedded ledger needs it for long reads only.
    static TimeHandler()
    {
        // Dapper's own idea of the type has to go first, or it never asks a handler.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new TimeHandler());
    }

    /// <summary>Comes before the first use of Dapper.</summary>
    public static void Register()
    {
    }

    public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
    {
        if (parameter is SqliteParameter)
        {
            parameter.Value = value.ToUnixTimeMilliseconds();
            return;
        }
        parameter.DbType = DbType.DateTime2;
        parameter.Value = value.UtcDateTime;
    }

    public override DateTimeOffset Parse(object value) => value switch
    {
        long milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
        DateTime time => new(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        _ => throw new DataException($"a time was expected, not {value.GetType().Name}"),
    };
}
