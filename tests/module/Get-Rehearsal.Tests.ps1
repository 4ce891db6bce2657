BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    $site = New-Item -ItemType Directory "$TestDrive/site"
    Set-JobEnvironment staging @{ root = "$site" }
    $probes = @{ site = @{ path = '${environment.root}' } }
    Set-Content "$TestDrive/tool.sh" 'true'
    Register-TestJob one -Policies @{ probes = $probes; steps = @(
            @{ name = 'a'; command = @('touch', "$site/a"); undo = @{ command = @('rm', "$site/a") } }
            @{ name = 'b'; command = @('sh', './tool.sh'); undo = @{ command = @('true') } })
    }
    Register-TestJob two -Steps @{ a = 'true |undo| true' } -Policies @{ probes = $probes }
    $null = Test-Rollback one staging
    $null = Test-Rollback two staging
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-Rehearsal' {
    It 'gets all, newest first, and those of a job or an environment' {
        (Get-Rehearsal).JobName | Should -Be 'two', 'one'
        (Get-JobDefinition one | Get-Rehearsal).RehearsalId | Should -Be 1
        (Get-Rehearsal -Last 1).JobName | Should -Be 'two'
        Get-Rehearsal -Environment nosuch | Should -BeNullOrEmpty
    }

    It 'says what it covers, and why it did not pass' {
        (Get-Rehearsal one).Files.Keys | Should -Be "$TestDrive/tool.sh"
        (Get-Rehearsal one | Format-List | Out-String -Width 200) | Should -Match 'Covers +: version 1 of the job, version 1 of staging'
        (Get-Rehearsal two).WhyNot | Should -Match 'it did not pass: the probes see no change'
    }

    It 'says why it no longer holds' {
        (Get-Rehearsal one).Holds | Should -BeTrue
        Set-Content "$TestDrive/tool.sh" 'false'
        $rehearsal = Get-Rehearsal one
        $rehearsal.Holds | Should -BeFalse
        $rehearsal.WhyNot | Should -Be "the file $TestDrive/tool.sh was edited since"
        ($rehearsal | Out-String -Width 80) | Should -Match 'void'
    }
}
