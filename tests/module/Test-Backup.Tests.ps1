BeforeAll {
    . $PSScriptRoot/Support.ps1
    Push-Location $TestDrive
    Set-Content ./page 'one'
    # A new archive, cut or damaged at its end.
    function New-DamagedBackup([switch] $Cut) {
        $path = (New-Backup ./page "./$(New-Guid)").Path
        $bytes = [System.IO.File]::ReadAllBytes($path)
        if ($Cut) { $bytes = $bytes[0..100] } else { $bytes[-1] = $bytes[-1] -bxor 1 }
        [System.IO.File]::WriteAllBytes($path, $bytes)
        $path
    }
}
AfterAll { Pop-Location }

Describe 'Test-Backup' {
    It 'restores, compares and records it' {
        $tested = New-Backup ./page ./backups | Test-Backup

        $tested.State, $tested.Problem | Should -Be 'Tested', $null
        $tested.TestedAt | Should -BeGreaterThan ([datetimeoffset]::Now.AddMinutes(-5))
        (Get-Backup ./backups).State | Should -Be 'Tested'
    }

    It 'leaves nothing of what it restored' {
        $null = New-Item -ItemType Directory ./temporary
        $null = New-Backup ./page ./backups | Test-Backup -TemporaryFolder ./temporary
        Get-ChildItem ./temporary -Force | Should -BeNullOrEmpty
    }

    It 'goes on with the next one where one is bad' {
        $bad = New-DamagedBackup
        $good = (New-Backup ./page ./backups).Path
        $tested = Test-Backup $bad, $good -ErrorVariable failed -ErrorAction SilentlyContinue

        $tested.Path | Should -Be $good
        $failed.FullyQualifiedErrorId | Should -Match '^JobOps\.BackupAltered'
        $failed.TargetObject | Should -Be $bad
    }

    It 'tells that one was cut, also where its record is gone' {
        $path = New-DamagedBackup -Cut
        Remove-Item "$path.json"
        $failure = Get-TestError { Test-Backup $path }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.BackupDamaged'
        $failure.Exception.Error.RetrySafety, $failure.Exception.Error.ExitCode | Should -Be 'NotSafe', 2
    }

    It 'asks for the hash that the run recorded' {
        $backup = New-Backup ./page ./backups
        (Test-Backup $backup.Path -Sha256 $backup.Sha256).State | Should -Be 'Tested'
        (Get-TestError { Test-Backup $backup.Path -Sha256 ('0' * 64) }).FullyQualifiedErrorId | Should -Match '^JobOps\.BackupAltered'
    }

    It 'says that an archive is not there, or that it is none' {
        (Get-TestError { Test-Backup ./nosuch }).FullyQualifiedErrorId | Should -Match '^JobOps\.BackupNotFound'
        (Get-TestError { Test-Backup ./page }).FullyQualifiedErrorId | Should -Match '^JobOps\.BackupDamaged'
        (Get-TestError { Test-Backup (New-Backup ./page ./backups).Path -DecryptWith no-such }) | Should -BeNullOrEmpty -Because 'nothing is encrypted'
    }

    It 'lets a script end with 2 where one is bad' {
        $path = New-DamagedBackup
        (Invoke-TestPwsh "Test-Backup '$path'").ExitCode | Should -Be 2
        (Invoke-TestPwsh "(New-Backup '$TestDrive/page' '$TestDrive/backups' | Test-Backup).State").ExitCode | Should -Be 0
    }
}
