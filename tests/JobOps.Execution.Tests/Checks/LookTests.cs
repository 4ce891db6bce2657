using JobOps.Checklists;
using JobOps.Execution;

namespace JobOps.Execution.Tests.Checks;

public class LookTests
{
    [Fact]
    public void Each_kind_of_check_has_a_look_but_the_one_that_a_person_answers() => Assert.Equal(
        CheckKind.All.Select(kind => kind.CheckType).Except([typeof(AttestCheck)]).Select(type => type.Name).Order(),
        Look.All.Select(look => look.CheckType.Name).Order());
}
