BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob moved -Steps ([ordered]@{ a = 'echo out' })
    $null = Start-Job moved -Wait
}
AfterAll { Disconnect-JobLedger }

Describe 'Export-JobLedger' {
    It 'writes a line for each row and says what it wrote' {
        $path = Join-Path $TestDrive 'all.jsonl'
        $moved = Export-JobLedger $path
        $moved.Path | Should -Be $path
        $moved.LedgerId | Should -Be (Get-JobLedger).LedgerId
        $moved.Jobs, $moved.Runs, $moved.Steps, $moved.LogLines | Should -Be 1, 1, 1, 1
        $lines = Get-Content $path | ForEach-Object { $_ | ConvertFrom-Json }
        $lines[0].jobOpsLedger | Should -Be 1
        $lines[-1].end | Should -BeTrue
        $lines[-1].sha256 | Should -Be $moved.Sha256
        @($lines | Where-Object table -EQ 'run').status | Should -Be 'Succeeded'
        $moved | Out-String | Should -Match 'Runs\s+: 1'
    }

    It 'is for its owner alone' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'files have no mode on Windows'; return }
        Export-JobLedger (Join-Path $TestDrive 'owner.jsonl') | Out-Null
        (Get-Item (Join-Path $TestDrive 'owner.jsonl')).UnixMode | Should -Be '-rw-------'
    }
}
