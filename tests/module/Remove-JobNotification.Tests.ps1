BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob fails @{ run = 'exit 3' }
    'night-1', 'night-2', 'ops' | ForEach-Object { Set-JobNotification $_ -Command true }
}
AfterAll { Disconnect-JobLedger }

Describe 'Remove-JobNotification' {
    It 'takes receivers out of use by pattern, with what waits for them' {
        Suspend-JobNotification night-1
        $null = Start-Job fails -Wait -ErrorAction SilentlyContinue
        (Get-JobNotification night-1).Pending | Should -Be 1
        Remove-JobNotification night-* -Reason 'the channel is closed' -Confirm:$false
        (Get-JobNotification).Name | Should -Be 'ops'
        (Get-JobNotification -Sent).Status | Select-Object -Unique | Should -Be 'Sent'
        (Test-JobLedger).Valid | Should -BeTrue
    }

    It 'changes nothing under -WhatIf, and reports one that is not there' {
        Remove-JobNotification ops -WhatIf
        (Get-JobNotification).Name | Should -Be 'ops'
        (Get-TestError { Remove-JobNotification night-1 -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^JobOps.ReceiverNotFound'
    }

    It 'lets the name come back, as a new one' {
        $back = Set-JobNotification night-1 -Command true -On Failed -PassThru
        $back.IsSuspended, $back.Pending | Should -Be $false, 0
    }
}
