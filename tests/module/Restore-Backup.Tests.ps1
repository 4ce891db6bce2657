BeforeAll {
    . $PSScriptRoot/Support.ps1
    Push-Location $TestDrive
    $null = New-Item -ItemType Directory ./site/releases
    Set-Content ./site/index.html 'one'
    Set-Content ./site/releases/1 'first'
    $backup = New-Backup ./site ./backups
    function New-TestName { "./$(New-Guid)" }
}
AfterAll { Pop-Location }

Describe 'Restore-Backup' {
    It 'restores into a folder that is not there yet' {
        $to = New-TestName
        $restored = $backup | Restore-Backup -Destination $to -Confirm:$false -WarningAction Ignore

        $restored.Files, $restored.Kept.Count | Should -Be 2, 0
        Get-Content $to/site/releases/1 | Should -Be 'first'
        (Get-Item $to/site/index.html).LastWriteTimeUtc | Should -Be (Get-Item ./site/index.html).LastWriteTimeUtc
    }

    It 'says that a backup was never tested' {
        $null = Restore-Backup $backup.Path (New-TestName) -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Be 'The backup was never tested before.'
        $tested = New-Backup ./site ./tested | Test-Backup
        $null = $tested | Restore-Backup -Destination (New-TestName) -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
    }

    It 'replaces nothing without -Force, and with it keeps what stood there' {
        $to = (New-Item -ItemType Directory (New-TestName)).FullName
        Set-Content $to/mine 'mine'
        $null = New-Item -ItemType Directory $to/site
        Set-Content $to/site/index.html 'newer'

        $refused = Get-TestError { Restore-Backup $backup.Path $to -Confirm:$false }
        $restored = Restore-Backup $backup.Path $to -Force -Confirm:$false -WarningAction Ignore

        $refused.FullyQualifiedErrorId | Should -Match '^JobOps\.RestoreFolderNotEmpty'
        $refused.ErrorDetails.RecommendedAction | Should -BeLike 'Restore-Backup * -Force'
        Get-Content $to/site/index.html, $to/mine, "$($restored.Kept)/index.html" | Should -Be 'one', 'mine', 'newer'
    }

    It 'restores nothing with -WhatIf, and asks by itself' {
        $to = New-TestName
        $null = Restore-Backup $backup.Path $to -WhatIf
        $to | Should -Not -Exist
        # Nobody can be asked here.
        $ended = Invoke-TestPwsh "Restore-Backup '$($backup.Path)' '$TestDrive/asked'"
        $ended.Errors | Should -Match 'nothing was changed'
        "$TestDrive/asked" | Should -Not -Exist
    }

    It 'says what is wrong, and restores nothing: <Id>' -ForEach @(
        @{ Id = 'BackupNotFound'; Command = { Restore-Backup ./nosuch $to -Confirm:$false } }
        @{ Id = 'BackupDamaged'; Command = { Restore-Backup ./site/index.html $to -Confirm:$false } }
        @{ Id = 'BackupAltered'; Command = { Restore-Backup $backup.Path $to -Sha256 ('0' * 64) -Confirm:$false } }
        @{ Id = 'RestoreFailed'; Command = { Restore-Backup $backup.Path ./site/index.html -Confirm:$false } }
    ) {
        $to = New-TestName
        $failure = Get-TestError $Command

        $failure.FullyQualifiedErrorId | Should -Match "^JobOps\.$Id"
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        if (Test-Path $to) { Get-ChildItem $to -Force | Should -BeNullOrEmpty }
    }

    It 'refuses a link that leads out, unless it is asked for' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'not everybody makes links on Windows'; return }
        $null = New-Item -ItemType Directory ./linked
        $null = New-Item -ItemType SymbolicLink ./linked/out -Target /etc
        (Get-TestError { New-Backup ./linked ./backups }).FullyQualifiedErrorId | Should -Match '^JobOps\.BackupLinkLeadsOut'
        $out = New-Backup ./linked ./links -AllowOutsideLinks

        (Get-TestError { Restore-Backup $out.Path (New-TestName) -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^JobOps\.BackupEntryUnsafe'
        $to = New-TestName
        $null = Restore-Backup $out.Path $to -AllowOutsideLinks -Confirm:$false -WarningAction Ignore
        (Get-Item $to/linked/out).Target | Should -Be '/etc'
    }
}
