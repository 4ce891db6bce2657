namespace JobOps.Errors;

// Queues and workers.
public static partial class Error
{
    public static JobOpsError QueueNotFound(string name) => new(
        nameof(QueueNotFound), ErrorKind.NotFound, $"There is no queue '{name}' in this ledger.",
        "the name of a queue that a run has named or that was set up", name, RetrySafety.SafeAfter, Next.ListQueues, name);

    public static JobOpsError QueueNameInvalid(string name, string expected) => new(
        nameof(QueueNameInvalid), ErrorKind.BadInput, "The name of the queue is not valid; nothing was changed.",
        expected, $"'{name}'", RetrySafety.SafeAfter, Next.ListQueues, name);

    public static JobOpsError ConcurrencyInvalid(string what, int actual) => new(
        nameof(ConcurrencyInvalid), ErrorKind.BadInput, $"The concurrency of {what} is not valid; nothing was changed.",
        "a whole number from 1 to 10000", $"{actual}", RetrySafety.SafeAfter, Next.ListQueues, what);

    public static JobOpsError PartitionsInvalid(string queue, int actual) => new(
        nameof(PartitionsInvalid), ErrorKind.BadInput, $"Queue '{queue}' was not divided; nothing was changed.",
        "a whole number of partitions from 1 to 64", $"{actual}", RetrySafety.SafeAfter, Next.ListQueues, queue);
}
