BeforeAll {
    . $PSScriptRoot/Support.ps1
    $script:Location = New-TestLedger
    Register-TestJob written
    $null = Start-Job written -Wait
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobLedgerDigest' {
    It 'says what it covers' {
        $digest = Get-JobLedgerDigest
        $digest.LedgerId | Should -Be (Get-JobLedger).LedgerId
        $digest.Chains | Should -Be 2
        $digest.Entries | Should -Be (Test-JobLedger).Entries
        $digest.Sha256 | Should -Be (Test-JobLedger).Digest
        $digest.TakenAt | Should -BeLessOrEqual ([DateTimeOffset]::UtcNow)
    }

    It 'shows a person no heads' {
        $text = Get-JobLedgerDigest | Out-String
        $text | Should -Match 'Sha256\s+: [0-9a-f]{64}'
        $text | Should -Not -Match 'Heads'
    }

    It 'fits later as <As>, whatever was added since' -ForEach @(
        @{ As = 'an object'; Keep = { $args[0] } }
        @{ As = 'a file'; Keep = { $args[0] | ConvertTo-Json | Set-Content (Join-Path $TestDrive 'digest.json'); Join-Path $TestDrive 'digest.json' } }
        @{ As = 'JSON'; Keep = { $args[0] | ConvertTo-Json } }
    ) {
        $kept = & $Keep (Get-JobLedgerDigest)
        $null = Start-Job written
        $verdict = Test-JobLedger -Digest $kept
        $verdict.Valid | Should -BeTrue
        $verdict.DigestEntries | Should -BeLessThan $verdict.Entries
        $verdict | Format-List | Out-String | Should -Match 'Compared : with the digest of .*, which covers \d+ entries'
    }

    It 'goes through the pipeline' {
        (Get-JobLedgerDigest | Test-JobLedger).Valid | Should -BeTrue
    }

    It 'shows a run that was taken out' {
        $gone = Start-Job written -Wait
        $kept = Get-JobLedgerDigest
        Invoke-TestSql $Location ('Journal', 'JournalHead', 'RunPayload', 'LogLine', 'Step', 'Run' | ForEach-Object { "DELETE FROM $_ WHERE RunId = $($gone.RunId);" })
        (Test-JobLedger).Valid | Should -BeTrue
        $verdict = Test-JobLedger -Digest $kept -ErrorAction SilentlyContinue -ErrorVariable failures
        $verdict.Valid | Should -BeFalse
        $verdict.RunId | Should -Be $gone.RunId
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.JournalBroken,'
    }

    It 'is refused when it is <What>' -ForEach @(
        @{ What = 'of another ledger'; Id = 'DigestOfAnotherLedger'; Make = { $json = Get-JobLedgerDigest | ConvertTo-Json | ConvertFrom-Json; $json.LedgerId = [guid]::NewGuid(); $json | ConvertTo-Json } }
        @{ What = 'damaged'; Id = 'DigestInvalid'; Make = { (Get-JobLedgerDigest | ConvertTo-Json) -replace '"Chains": \d+', '"Chains": 99' } }
        @{ What = 'no file'; Id = 'DigestInvalid'; Make = { Join-Path $TestDrive 'missing.json' } }
        @{ What = 'no digest'; Id = 'DigestInvalid'; Make = { 12 } }
    ) {
        (Get-TestError { Test-JobLedger -Digest (& $Make) }).FullyQualifiedErrorId | Should -Match "^JobOps\.$Id,"
    }
}
