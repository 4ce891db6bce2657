BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob fails @{ run = 'exit 3' }
    Set-JobNotification ops -Command sh, -c, "cat >> '$TestDrive/told.jsonl'"
    Set-JobNotification pager -Command true -On JournalBroken
    $me = (Get-JobLedger).Actor
}
AfterAll { Disconnect-JobLedger }

Describe 'Suspend-JobNotification' {
    It 'leaves a receiver in peace, says who did it and why, and keeps what is to be told' {
        $resting = Suspend-JobNotification ops -Reason 'the release weekend' -PassThru
        $resting.IsSuspended, $resting.IsParked, $resting.SuspendedBy, $resting.SuspendedReason | Should -Be $true, $false, $me, 'the release weekend'
        $null = 1..2 | ForEach-Object { Start-Job fails -Wait -ErrorAction SilentlyContinue }
        "$TestDrive/told.jsonl" | Should -Not -Exist
        $waiting = Get-JobNotification ops -Sent
        $waiting.Status, $waiting.Occurrences | Should -Be 'Pending', 2
        (Get-JobNotification ops | Out-String) | Should -Match 'suspended +1 the release'
    }

    It 'says with -Verbose that it rests already' {
        "$(Suspend-JobNotification ops -Verbose 4>&1)" | Should -Match "Receiver 'ops' is suspended already"
        (Get-JobNotification ops).SuspendedReason | Should -Be 'the release weekend'
    }

    It 'takes wildcards and the pipeline, and changes nothing under -WhatIf' {
        Suspend-JobNotification * -WhatIf
        (Get-JobNotification pager).IsSuspended | Should -BeFalse
        (Get-JobNotification p* | Suspend-JobNotification -PassThru).IsSuspended | Should -BeTrue
        (Get-TestError { Suspend-JobNotification nosuch }).FullyQualifiedErrorId | Should -Match '^JobOps.ReceiverNotFound'
    }

    It 'rests on when it is set anew' { (Set-JobNotification pager -On Failed -PassThru).IsSuspended | Should -BeTrue }
}

Describe 'Resume-JobNotification' {
    It 'tells what has waited, as one' {
        Resume-JobNotification ops -WhatIf
        (Get-JobNotification ops).IsSuspended | Should -BeTrue
        (Resume-JobNotification ops -PassThru).IsSuspended | Should -BeFalse
        $null = Start-Job fails -Wait -ErrorAction SilentlyContinue
        $told = Get-Content "$TestDrive/told.jsonl" | ConvertFrom-Json
        $told.data.event, $told.data.occurrences | Should -Be 'failed', 3
        (Get-JobNotification ops -Sent).Status | Should -Be 'Sent'
    }
}
