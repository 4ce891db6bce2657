<#
.SYNOPSIS
    Checks for a pipeline: is the journal whole, and does nothing in the ledger wait for a person?
.DESCRIPTION
    Invoke-Pester ./JobLedger.Tests.ps1, with JobOps on the module path or imported, and JOBOPS_LEDGER naming the ledger.
#>
BeforeAll { $script:since = (Get-Date).AddDays(-7) }

Describe 'The job ledger' {
    It 'has a journal that verifies' {
        (Test-JobLedger -ErrorAction SilentlyContinue).Problem | Should -BeNullOrEmpty
    }

    It 'has no run whose worker is gone' {
        Get-JobRun -Status Running | Where-Object IsAbandoned | ForEach-Object RunId | Should -BeNullOrEmpty
    }

    It 'has no run whose outcome is unknown' {
        Get-JobRun -Status Unknown -Since $since | ForEach-Object RunId | Should -BeNullOrEmpty
    }

    It 'has no job whose last run failed and was not undone' {
        Get-JobRun -Since $since | Group-Object JobName | ForEach-Object { $_.Group[0] } |
            Where-Object { $_.Status -eq 'Failed' -and -not $_.RolledBackBy } | ForEach-Object JobName | Should -BeNullOrEmpty
    }
}
