BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob old
}
AfterAll { Disconnect-JobLedger }

Describe 'Unregister-JobDefinition' {
    It 'asks first, which a session without a person cannot answer' {
        $answer = Invoke-TestPwsh 'Unregister-JobDefinition old -ErrorAction Stop' -Environment @{ JOBOPS_LEDGER = (Get-JobLedger).Location }
        $answer.ExitCode | Should -Be 1
        (Get-JobDefinition old).Name | Should -Be 'old'
    }

    It 'takes the job out of use and keeps its runs' {
        $run = Start-Job old -Wait
        Unregister-JobDefinition old -Reason 'replaced' -Confirm:$false
        Get-JobDefinition ol* | Should -BeNullOrEmpty
        (Get-JobRun $run.RunId).Status | Should -Be 'Succeeded'
        (Get-TestError { Start-Job old }).FullyQualifiedErrorId | Should -Match '^JobOps\.JobNotFound,'
    }
}
