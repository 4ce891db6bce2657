BeforeAll {
    . $PSScriptRoot/Support.ps1
}
AfterAll { Disconnect-JobLedger }

Describe 'Remove-JobRun' {
    BeforeEach {
        $null = New-TestLedger
        Register-TestJob good
        Register-TestJob bad -Steps @{ run = 'false' }
        $null = Start-Job good -Wait -IdempotencyKey once
        $null = Start-Job bad -Wait -ErrorAction SilentlyContinue
        $null = Start-Job good -Wait
        $script:Newest = Start-Job good -Wait
    }

    It 'takes out what ended before, keeps the newest run, and the journal verifies with a digest of before' {
        $kept = Get-JobLedgerDigest
        $gone = Remove-JobRun -OlderThan 00:00:00 -Confirm:$false -PassThru
        $gone.Runs | Should -Be 3
        $gone | Out-String | Should -Match 'Runs\s+Entries\s+Before'
        (Get-JobRun).RunId | Should -Be $Newest.RunId
        $verdict = Test-JobLedger -Digest $kept
        $verdict.Valid | Should -BeTrue
        $verdict.DigestPurged | Should -Be 3
        $verdict | Format-List | Out-String | Should -Match '3 of its chains were taken out on record'
    }

    It 'takes out what <Filter> asks for' -ForEach @(
        @{ Filter = '-JobName'; Arguments = @{ JobName = 'b*' }; Left = 1, 3, 4 }
        @{ Filter = '-Status'; Arguments = @{ Status = 'Succeeded' }; Left = 2, 4 }
        @{ Filter = '-Before'; Arguments = @{ Before = [DateTimeOffset]::UtcNow.AddDays(-1) }; Left = 1, 2, 3, 4 }
    ) {
        if (-not $Arguments.Before) { $Arguments.OlderThan = '00:00:00' }
        Remove-JobRun @Arguments -Confirm:$false
        (Get-JobRun).RunId | Sort-Object | Should -Be $Left
    }

    It 'frees the idempotency key' {
        (Start-Job good -IdempotencyKey once).Replayed | Should -BeTrue
        Remove-JobRun -OlderThan 00:00:00 -Confirm:$false
        (Start-Job good -IdempotencyKey once).Replayed | Should -BeFalse
    }

    It 'is silent, and says nothing where nothing is old enough' {
        Remove-JobRun -OlderThan 1d -Confirm:$false | Should -BeNullOrEmpty
        @(Get-JobRun).Count | Should -Be 4
    }
}
