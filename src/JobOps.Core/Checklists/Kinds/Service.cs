using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>A service that runs now, and will after the next start of the machine.</summary>
public sealed record ServiceCheck : CheckAction
{
    public Template Service { get; internal set; } = Template.Parse("");
}

sealed class ServiceCheckKind : CheckKind<ServiceCheck>
{
    public override string Name => "service";

    public override string Words => "A service that runs, and is started with the machine: a unit of systemd, a service of Windows.";

    internal override Shape<ServiceCheck> Shape { get; } = new BriefOrFullShape<Template, ServiceCheck>(
        CommonMembers.Template, name => new ServiceCheck { Service = name },
        new("serviceCheck", "A service that runs, and is started with the machine.")
        {
            { "name", CommonMembers.Template, (it, value) => it.Service = value,
                "A unit of systemd, such as nginx or nginx.service; on Windows the short name of a service.", true },
        });

    protected override string Describe(ServiceCheck check) => $"the service {check.Service.Text}";

    protected override void Check(ServiceCheck check, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        problems.Required(check.Service, "the name of a service", scope, $"{path}.name");
}
