BeforeAll {
    . $PSScriptRoot/Support.ps1

    function New-WrittenLedger {
        $location = New-TestLedger
        Register-TestJob written -Steps ([ordered]@{ a = 'true'; b = 'true' })
        $null = Start-Job written -Wait
        $location
    }
}
AfterAll { Disconnect-JobLedger }

Describe 'Test-JobLedger' {
    It 'verifies a journal that nobody touched' {
        $null = New-WrittenLedger
        $verdict = Test-JobLedger
        $verdict.Valid | Should -BeTrue
        $verdict.Entries | Should -BeGreaterThan 5
    }

    It 'agrees with a digest that was kept, and says when something was written since' {
        $null = New-WrittenLedger
        $kept = (Test-JobLedger).Digest
        Get-TestError { Test-JobLedger -Digest $kept } | Should -BeNullOrEmpty
        $null = Start-Job written
        $failure = Get-TestError { Test-JobLedger -Digest $kept }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.DigestDiffers,'
    }

    It 'names the entry when a row was <How>' -ForEach @(
        @{ How = 'changed'; Sql = "UPDATE Journal SET Actor = 'somebody' WHERE RunId = 1 AND Sequence = 2" }
        @{ How = 'deleted'; Sql = 'DELETE FROM Journal WHERE RunId = 1 AND Sequence = 2' }
        @{ How = 'swapped'
            Sql = 'UPDATE Journal SET Sequence = 99 WHERE RunId = 1 AND Sequence = 2;
                UPDATE Journal SET Sequence = 2 WHERE RunId = 1 AND Sequence = 3;
                UPDATE Journal SET Sequence = 3 WHERE RunId = 1 AND Sequence = 99'
        }
    ) {
        $location = New-WrittenLedger
        Invoke-TestSql $location $Sql
        $verdict = Test-JobLedger -ErrorAction SilentlyContinue -ErrorVariable failures
        $verdict.Valid | Should -BeFalse
        $verdict.RunId | Should -Be 1
        $verdict.Sequence | Should -Be 2
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.JournalBroken,'
        $failures[0].Exception.Error.RetrySafety | Should -Be 'NotSafe'
        $failures[0].Exception.Error.ExitCode | Should -Be 2
    }

    It 'warns of a ledger that others can read, and its journal is as good as it was' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'files have no mode on Windows'; return }
        $path = (New-WrittenLedger) -replace '^sqlite:'
        $null = Test-JobLedger -WarningVariable none
        $none | Should -BeNullOrEmpty
        chmod 644 $path
        $verdict = Test-JobLedger -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Be "$path can be read by every user of this machine (mode 644): chmod 600 $path."
        $verdict.Valid | Should -BeTrue
        ($verdict | Format-List | Out-String -Width 400) | Should -Match 'Exposure : .*mode 644'
    }
}
