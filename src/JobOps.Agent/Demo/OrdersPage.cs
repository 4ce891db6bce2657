using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace JobOps.Agent.Demo;

/// <summary>
/// The slow page of the demo's site: what each customer has ordered. The setting <c>lookups</c> says whether it goes through all orders
/// once for each customer (<c>each</c>) or once for all of them (<c>once</c>); <c>colour</c> is what it is painted in. What differs is
/// work that is really done.
/// </summary>
sealed class OrdersPage(SiteFolder site)
{
    const int Customers = 50;
    const int Orders = 200_000;

    // The same in every process, so that two of them do the same work.
    readonly (int Customer, int Cents)[] _orders =
        [.. Enumerable.Range(0, Orders).Select(number => ((int)(number * 7919L % Customers), (int)(number * 104_729L % 10_000)))];

    /// <returns>The page, and how often it went through the orders.</returns>
    public (byte[] Body, int Lookups) Render()
    {
        var settings = site.Settings();
        var once = settings.GetValueOrDefault("lookups") == "once";
        var totals = once ? AllTotals() : [.. Enumerable.Range(0, Customers).Select(TotalOf)];
        var rows = totals.Index().Select(total => string.Create(
            CultureInfo.InvariantCulture, $"<tr><td>{total.Index}</td><td>{total.Item / 100m:0.00}</td></tr>"));
        var page = $"<!doctype html><title>Orders</title><table style=\"color: {settings.GetValueOrDefault("colour")}\">"
            + $"{string.Concat(rows)}</table>\n";
        return (Encoding.UTF8.GetBytes(page), once ? 1 : Customers);
    }

    // Compiled once for all, so that a measurement does not see it become faster.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    long TotalOf(int customer)
    {
        long total = 0;
        foreach (var order in _orders)
            if (order.Customer == customer)
                total += order.Cents;
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    long[] AllTotals()
    {
        var totals = new long[Customers];
        foreach (var (customer, cents) in _orders)
            totals[customer] += cents;
        return totals;
    }
}
