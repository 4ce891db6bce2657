using Cronos;
using JobOps.Schedules;

namespace JobOps.Engine.Schedules;

/// <summary>
/// Cron expressions as Cronos reads them. It is asked for times on a clock without time zone only: what a zone makes of them is
/// <see cref="SlotSequence"/>'s to say, which has one rule for lists, ranges and steps.
/// </summary>
sealed class CronosReader : ICronReader
{
    const int FieldsWithSeconds = 6;

    static readonly char[] s_blanks = [' ', '\t'];

    public ICron Read(string expression)
    {
        var fields = expression.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
        var isWord = fields is [['@', ..]];
        if (!isWord && fields.Length is not (FieldsWithSeconds - 1 or FieldsWithSeconds))
            throw new FormatException($"it has {fields.Length} {(fields.Length == 1 ? "field" : "fields")}");
        try
        {
            return new Expression(CronExpression.Parse(
                expression, fields.Length == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard));
        }
        catch (CronFormatException exception)
        {
            throw new FormatException(Tail(exception.Message), exception);
        }
        catch (MissingSeedException exception)
        {
            // It would stand for a number that a seed decides.
            throw new FormatException("H stands for no number here; jitter spreads what is due at one time", exception);
        }
    }

    // 'The given cron expression has an invalid format. Hours: Value must …'
    static string Tail(string message)
    {
        const string head = "The given cron expression has an invalid format. ";
        return message.StartsWith(head, StringComparison.Ordinal) ? message[head.Length..] : message;
    }

    sealed class Expression(CronExpression expression) : ICron
    {
        public IReadOnlyList<string> Fields { get; } = expression.ToString().Split(' ');

        public DateTime? Next(DateTime time, bool inclusive) =>
            expression.GetNextOccurrence(DateTime.SpecifyKind(time, DateTimeKind.Utc), inclusive) is { } next
                ? DateTime.SpecifyKind(next, DateTimeKind.Unspecified)
                : null;
    }
}
