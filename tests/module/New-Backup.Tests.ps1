BeforeAll {
    . $PSScriptRoot/Support.ps1
    Push-Location $TestDrive
    $null = New-Item -ItemType Directory ./site/releases
    Set-Content ./site/index.html 'one'
    Set-Content ./site/releases/1 'first'
}
AfterAll { Pop-Location }

Describe 'New-Backup' {
    It 'makes an archive in a folder and says what it is' {
        $backup = New-Backup ./site ./backups

        $backup.Name, $backup.Files, $backup.State | Should -Be 'site', 2, 'NeverTested'
        $backup.Path | Should -BeLike "$((Get-Item ./backups).FullName)*site-*.backup.tar.gz"
        $backup.Sha256 | Should -Be (Get-FileHash $backup.Path).Hash
        $backup | Out-String | Should -Match 'site .* 2 never tested'
    }

    It 'is for its owner alone' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'files have no mode on Windows'; return }
        New-Backup ./site ./owned | Out-Null
        (Get-ChildItem ./owned -Force).UnixMode | Sort-Object -Unique | Should -Be '-rw-------'
    }

    It 'takes files from the pipeline, as one backup' {
        $backup = Get-ChildItem ./site | New-Backup -Destination ./piped -Name piped
        $backup.Count, $backup.Files | Should -Be 1, 2
    }

    It 'keeps the output of a command, with the environment of the session' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'it calls sh'; return }
        $env:JOBS_PASSWORD = 'secret'
        try { $backup = New-Backup -Command sh, -c, 'echo "for $JOBS_PASSWORD"' -OutputName shop.sql -Name shop -Destination ./dumps }
        finally { Remove-Item env:JOBS_PASSWORD }
        $null = Restore-Backup $backup.Path ./dumped -Confirm:$false -WarningAction Ignore

        Get-Content ./dumped/shop.sql | Should -Be 'for secret'
    }

    It 'keeps so many, and says which one went' {
        $first = New-Backup ./site ./kept
        $null = New-Backup ./site ./kept
        $said = New-Backup ./site ./kept -Keep 2 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }

        "$said" | Should -Match ([regex]::Escape("Not kept any more: $($first.Path)"))
        (Get-Backup ./kept).Count | Should -Be 2
    }

    It 'encrypts by a command, and decrypts by another one' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'it calls tr'; return }
        $turn = 'tr', '\000-\377', '\200-\377\000-\177'
        $backup = New-Backup ./site ./secret -EncryptWith $turn
        $backup.Encrypted | Should -BeTrue
        (Test-Backup $backup.Path -DecryptWith $turn).State | Should -Be 'Tested'
        (Get-TestError { Test-Backup $backup.Path }).FullyQualifiedErrorId | Should -Match '^JobOps\.BackupEncrypted'
    }

    It 'warns of what is not in it' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'it calls mkfifo'; return }
        mkfifo ./site/events
        try { $null = New-Backup ./site ./warned -WarningVariable warned -WarningAction SilentlyContinue }
        finally { Remove-Item ./site/events }
        "$warned" | Should -Be 'Not in the backup: site/events (a pipe)'
    }

    It 'writes nothing with -WhatIf' {
        $null = New-Backup ./site ./whatif -WhatIf
        './whatif' | Should -Not -Exist
    }

    It 'says what is wrong: <Id>' -ForEach @(
        @{ Id = 'BackupPathNotFound'; Command = { New-Backup ./nosuch ./refused } }
        @{ Id = 'BackupPathOutside'; Command = { New-Backup ./site ./refused -Root ./site/releases } }
        @{ Id = 'BackupPlanInvalid'; Command = { New-Backup ./site ./refused -Keep 0 } }
        @{ Id = 'BackupPlanInvalid'; Command = { New-Backup ./site ./refused -KeepFor 0d } }
        @{ Id = 'BackupPlanInvalid'; Command = { New-Backup ./site ./refused -Name 'a b' } }
        @{ Id = 'BackupPlanInvalid'; Command = { New-Backup -Command true -OutputName ../x -Destination ./refused } }
        @{ Id = 'BackupCommandNotFound'; Command = { New-Backup -Command no-such-program -Destination ./refused } }
        @{ Id = 'BackupCommandNotFound'; Command = { New-Backup ./site ./refused -EncryptWith no-such-program } }
        @{ Id = 'BackupNotWritten'; Command = { New-Backup ./site ./site/index.html } }
    ) {
        $failure = Get-TestError $Command

        $failure.FullyQualifiedErrorId | Should -Match "^JobOps\.$Id"
        $failure.Exception.Error.RetrySafety | Should -Be 'SafeAfter'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        if (Test-Path ./refused) { Get-ChildItem ./refused -Force | Should -BeNullOrEmpty }
    }

    It 'needs no ledger' {
        $ended = Invoke-TestPwsh "Set-Location '$TestDrive'; (New-Backup ./site ./backups).State" -Environment @{ JOBOPS_LEDGER = 'sqlite:/dev/null/l.db' }
        $ended.Output.Trim(), $ended.Errors, $ended.ExitCode | Should -Be 'NeverTested', '', 0
    }
}
