namespace JobOps.Cmdlets.Tests.Interface;

/// <summary>An interface is changed on purpose: the change shows in cmdlets.txt, and so in the commit.</summary>
public class InterfaceTests
{
    [Fact]
    public void The_cmdlets_are_declared_as_they_are_written_down() =>
        Generated.AssertCurrent(
            Repository.PathOf("tests", "JobOps.Cmdlets.Tests", "Interface", "cmdlets.txt"), InterfaceText.Write());
}
