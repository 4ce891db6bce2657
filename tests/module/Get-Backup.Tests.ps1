BeforeAll {
    . $PSScriptRoot/Support.ps1
    Push-Location $TestDrive
    Set-Content ./page 'one'
    $old = New-Backup ./page ./backups -Name site
    $other = New-Backup ./page ./backups -Name other
    $new = New-Backup ./page ./backups -Name site
    $null = $old | Test-Backup
    Set-Content ./backups/mine.tar.gz 'not ours'
}
AfterAll { Pop-Location }

Describe 'Get-Backup' {
    It 'lists the backups of a folder, the newest first' {
        (Get-Backup ./backups).Path | Should -Be $new.Path, $other.Path, $old.Path
        (Get-Backup ./backups -Last 1).Path | Should -Be $new.Path
    }

    It 'finds by name' {
        (Get-Backup ./backups site).Count | Should -Be 2
        (Get-Backup ./backups OTH*).Path | Should -Be $other.Path
        Get-Backup ./backups nosuch | Should -BeNullOrEmpty
    }

    It 'says of each whether it was tested' {
        (Get-Backup ./backups).State | Should -Be 'NeverTested', 'NeverTested', 'Tested'
        $view = Get-Backup ./backups | Out-String
        [regex]::Matches($view, 'never tested').Count | Should -Be 2
        Get-Backup ./backups -Last 1 | Format-List | Out-String | Should -Match 'Tested +: never tested'
    }

    It 'looks into this folder where none is named' {
        Push-Location ./backups
        try { (Get-Backup).Count | Should -Be 3 }
        finally { Pop-Location }
    }

    It 'says that an archive was altered' {
        $null = New-Item -ItemType Directory ./altered
        Copy-Item "$($old.Path)*" ./altered
        Add-Content (Get-ChildItem ./altered -Filter *.gz) 'x'
        (Get-Backup ./altered).State | Should -Be 'Altered'
        Get-Backup ./altered | Out-String | Should -Match 'the archive was altered'
    }

    It 'says that a folder is not there' {
        $failure = Get-TestError { Get-Backup ./nosuch }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.BackupNotFound'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}
