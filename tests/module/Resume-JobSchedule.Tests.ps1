BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob report
    Set-JobSchedule often report -Every 1s -CatchUp All
    Suspend-JobSchedule often
}
AfterAll { Disconnect-JobLedger }

Describe 'Resume-JobSchedule' {
    It 'goes on with the next slot, and writes down those of the meantime' {
        $rested = (Get-JobSchedule often).NextSlot
        while ([datetimeoffset]::UtcNow -le $rested.AddSeconds(1)) { Start-Sleep -Milliseconds 20 }
        $back = Resume-JobSchedule often -PassThru
        $back.IsSuspended | Should -BeFalse
        $back.NextSlot | Should -BeGreaterThan $rested
        $missed = Get-JobSchedule often -Missed
        $missed.Reason, $missed.FirstSlot | Should -Be 'Suspended', $rested
        $missed.Slots | Should -BeGreaterOrEqual 2
    }

    It 'says with -Verbose that it is active already' {
        "$(Resume-JobSchedule often -Verbose 4>&1)" | Should -Match "Schedule 'often' is active already"
    }
}
