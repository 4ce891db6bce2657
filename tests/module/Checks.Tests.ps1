BeforeAll {
    . $PSScriptRoot/Support.ps1
    function Invoke-Checks([string] $Location) {
        $command = "`$result = Invoke-Pester '$(Resolve-Path $PSScriptRoot/../../scripts/checks)' -PassThru -Output None; `$result.Failed.Name"
        (Invoke-TestPwsh -Command $command -Environment @{ JOBOPS_LEDGER = $Location }).Output.Trim()
    }
}

Describe 'The checks for pipelines' {
    BeforeEach { $location = New-TestLedger }
    AfterEach { Disconnect-JobLedger }

    It 'pass on a ledger where all is well' {
        Register-TestJob
        $null = Start-Job job -Wait
        Invoke-Checks $location | Should -Be ''
    }

    It 'name the job whose last run failed' {
        Register-TestJob -Steps @{ run = 'exit 1' }
        $null = Start-Job job -Wait -ErrorAction SilentlyContinue
        Invoke-Checks $location | Should -Be 'has no job whose last run failed and was not undone'
    }

    It 'see a journal that was changed by hand' {
        Register-TestJob
        $null = Start-Job job -Wait
        Invoke-TestSql $location "UPDATE Journal SET Actor = 'nobody' WHERE RunId = 1"
        Invoke-Checks $location | Should -Be 'has a journal that verifies'
    }
}
