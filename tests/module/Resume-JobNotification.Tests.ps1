BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    'ops', 'pager', 'rests' | ForEach-Object { Set-JobNotification $_ -Command true }
    Suspend-JobNotification rests
    # As ten failures in a row leave them.
    Invoke-TestSql $location "UPDATE Receiver SET Failures = 10, SuspendedAt = 1, SuspendedBy = '(does not answer)', SuspendedReason = 'exit code 1' WHERE Name <> 'rests'"
}
AfterAll { Disconnect-JobLedger }

Describe 'Resume-JobNotification' {
    It 'tells those again that nobody tried any more' {
        (Get-JobNotification | Where-Object IsParked).Name | Should -Be 'ops', 'pager'
        Get-JobNotification | Where-Object IsParked | Resume-JobNotification -WhatIf
        (Get-JobNotification ops).IsParked | Should -BeTrue
        $resumed = Get-JobNotification | Where-Object IsParked | Resume-JobNotification -PassThru
        $resumed.IsSuspended | Should -Be $false, $false
        (Get-JobNotification rests).IsSuspended | Should -BeTrue
    }

    It 'says with -Verbose that one is told already, and reports one that is not there' {
        "$(Resume-JobNotification ops -Verbose 4>&1)" | Should -Match "Receiver 'ops' is \w+ already"
        (Get-TestError { Resume-JobNotification nosuch }).FullyQualifiedErrorId | Should -Match '^JobOps.ReceiverNotFound'
    }
}
