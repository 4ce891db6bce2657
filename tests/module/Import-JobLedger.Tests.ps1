BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob moved -Steps ([ordered]@{ a = 'echo out' })
    $null = Start-Job moved -Wait -IdempotencyKey once
    $script:Kept = Get-JobLedgerDigest
    $script:File = Join-Path $TestDrive 'ledger.jsonl'
    $script:Exported = Export-JobLedger $File
}
AfterAll { Disconnect-JobLedger }

Describe 'Import-JobLedger' {
    It 'makes a new ledger the one of the file, and its digest fits' {
        $null = New-TestLedger
        $imported = Import-JobLedger $File
        $imported.Sha256 | Should -Be $Exported.Sha256
        (Get-JobLedger).LedgerId | Should -Be $Kept.LedgerId
        (Test-JobLedger -Digest $Kept).Valid | Should -BeTrue
        (Get-JobRun 1).Status | Should -Be 'Succeeded'
        (Get-JobLog 1).Text | Should -Be 'out'
        (Start-Job moved -IdempotencyKey once).Replayed | Should -BeTrue
        (Start-Job moved -Wait).RunId | Should -Be 2
    }

    It 'takes a name with brackets as it is, and a file from the pipeline' {
        $odd = "$TestDrive/od[1]d.jsonl"
        Copy-Item -LiteralPath $File $odd.Replace('[1]', '')
        Move-Item -LiteralPath $odd.Replace('[1]', '') $odd
        $null = New-TestLedger
        (Import-JobLedger -LiteralPath $odd).Sha256 | Should -Be $Exported.Sha256
        $null = New-TestLedger
        (Get-Item -LiteralPath $odd | Import-JobLedger).Sha256 | Should -Be $Exported.Sha256
        (Export-JobLedger -LiteralPath "$TestDrive/ou[t].jsonl").Runs | Should -Be 1
        $Kept | ConvertTo-Json | Set-Content -LiteralPath "$TestDrive/dig[e]st.json"
        (Get-Item -LiteralPath "$TestDrive/dig[e]st.json" | Test-JobLedger).Valid | Should -BeTrue
        (Test-JobLedger "$TestDrive/dig[e]st.json").Valid | Should -BeTrue
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'a ledger that is not new'; Id = 'LedgerNotNew'; Prepare = { Register-TestJob other; $File } }
        @{ What = 'a file that was cut off'; Id = 'TransferFileInvalid'; Prepare = { $cut = Join-Path $TestDrive 'cut.jsonl'; Get-Content $File | Select-Object -SkipLast 1 | Set-Content $cut; $cut } }
        @{ What = 'a file that is not there'; Id = 'TransferFileUnusable'; Prepare = { Join-Path $TestDrive 'none.jsonl' } }
    ) {
        $null = New-TestLedger
        $path = & $Prepare
        (Get-TestError { Import-JobLedger $path }).FullyQualifiedErrorId | Should -Match "^JobOps\.$Id,"
        Get-JobRun | Should -BeNullOrEmpty
    }
}
