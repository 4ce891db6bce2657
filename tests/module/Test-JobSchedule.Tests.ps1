BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob report
    Set-JobSchedule nightly report -Cron '15 2 * * *' -TimeZone Europe/Berlin -Jitter 10m
}
AfterAll { Disconnect-JobLedger }

Describe 'Test-JobSchedule' {
    It 'says the nights of a year on which clocks change, and the expression in words' {
        $slots = Test-JobSchedule -Cron '15 1 * * *' -TimeZone Europe/Dublin -Year 2027
        $slots.Count | Should -Be 365
        $unusual = $slots | Where-Object Kind -NE Usual
        $unusual.Kind | Should -Be 'AfterGap', 'DoubledOnce'
        $unusual[0].At | Should -Be ([datetimeoffset]'2027-03-28T02:00:00+01:00')
        $unusual[1].At | Should -Be ([datetimeoffset]'2027-10-31T01:15:00+01:00')
        $slots[0].Words | Should -Be 'at 01:15 every day (Europe/Dublin)'
        $shown = $unusual | Out-String
        $shown | Should -Match '01:15 is skipped: due right after the gap'
        $shown | Should -Match 'shown twice by the clocks: due the first time'
    }

    It 'shows the next slots of a schedule of the ledger, with its jitter' {
        $slots = Test-JobSchedule nightly -Next 20
        $slots.Count | Should -Be 20
        $slots[0].Schedule | Should -Be 'nightly'
        $slots[0].At.TimeOfDay | Should -Be ([timespan]'02:15:00')
        ($slots[0].DueAt - $slots[0].At).TotalMinutes | Should -BeGreaterOrEqual 0
        ($slots[0].DueAt - $slots[0].At).TotalMinutes | Should -BeLessOrEqual 10
        (Get-JobSchedule | Test-JobSchedule).Count | Should -Be 10
    }

    It 'shows exceptions as such' {
        $slots = Test-JobSchedule -Cron '@daily' -ExceptDate 2027-12-25 -Year 2027
        ($slots | Where-Object Excepted).At.Day | Should -Be 25
    }

    It 'takes an interval' {
        (Test-JobSchedule -Every 6h -Year 2027 -Next 2).At.Hour | Should -Be 0, 6
    }

    It 'says what is no expression, without a ledger' {
        (Get-TestError { Test-JobSchedule -Cron '61 * * * *' }).Exception.Error.Actual | Should -Match 'Minutes: Value must be'
    }
}
