using System.Management.Automation;
using JobOps.Changes;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Tells from changes and their runs how changes are delivered.</summary>
/// <remarks>
/// Five figures, each with its count and its 95 % interval; a Value that is null, shown as "too few", is one that nobody knows.
/// They are about the changes that were applied in a time: of which the first run started, or of which somebody said so.
/// Deployment frequency is how many of them there were in a week; it is not told from less than a week. Lead time for changes is the
/// median from when they were opened to when they were applied. Change failure rate is how many of them failed: a run of it has failed,
/// also one that succeeded when it was started again, or was undone, or the change was. Failed deployment recovery time is the median
/// from the first failure, or from when it was applied where no run failed, to when it was undone or the run succeeded. Rework rate is
/// how many of them altered what another change had altered shortly before.
/// The names are DORA's, the figures are what a ledger knows: docs/delivery.md says what they are not.
/// </remarks>
/// <example>
/// <para>Of the last 90 days.</para>
/// <code>Get-DeliveryMetric</code>
/// </example>
/// <example>
/// <para>Of a team and the last 30 days, with a sentence each.</para>
/// <code>Get-DeliveryMetric -Since (Get-Date).AddDays(-30) -Owner 'shop team' | Format-List</code>
/// </example>
/// <example>
/// <para>Of the time before that, to see whether it was another.</para>
/// <code>Get-DeliveryMetric -Since (Get-Date).AddDays(-60) -Until (Get-Date).AddDays(-30)</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeliveryMetric")]
[OutputType(typeof(DeliveryMetric))]
public sealed class GetDeliveryMetricCommand : AsyncCmdlet
{
    /// <summary>Only changes that were applied at this time or later; 90 days before the end if not given.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>Only changes that were applied before this time; now if not given.</summary>
    [Parameter]
    public DateTime? Until { get; set; }

    /// <summary>Only changes of this owner. For rework those of others count as what was altered before.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    public string? Owner { get; set; }

    /// <summary>A change that alters what another one has altered so short a time before is rework: 7d, or 12h.</summary>
    [Parameter]
    [Age]
    public TimeSpan ReworkWithin { get; set; } = new DeliveryQuery().ReworkWithin;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        Pipeline.Write(
            await new DeliveryReader(ledger).ReadAsync(
                new() { Since = Moment(Since), Until = Moment(Until), Owner = Owner, ReworkWithin = ReworkWithin }, StopToken),
            enumerate: true);
    }

    static DateTimeOffset? Moment(DateTime? time) => time is { } moment ? new DateTimeOffset(moment) : null;
}
