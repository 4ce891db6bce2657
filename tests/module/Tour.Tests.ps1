BeforeAll {
    . $PSScriptRoot/Support.ps1
    $root = Resolve-Path $PSScriptRoot/../..
}

Describe 'The tour in the readme' {
    It 'does what it says, line by line' {
        $found = (Get-Content -Raw "$root/README.md") -match '(?s)<!-- tour: powershell -->\s*```powershell\n(.*?)```'
        $found | Should -BeTrue
        $tour = $Matches[1]
        $tour | Should -Match 'Invoke-Rollback 1 -Confirm'
        # The folder that a reader stands in: the built checkout, but for the folder that the tour makes.
        $null = New-Item -ItemType Directory $TestDrive/checkout
        foreach ($name in 'JobOps.psd1', 'module', 'en-US', 'scripts') {
            $null = New-Item -ItemType SymbolicLink $TestDrive/checkout/$name -Target (Join-Path $root $name)
        }
        Set-Content $TestDrive/checkout/tour.ps1 "`$ErrorActionPreference = 'Stop'`nSet-Location `$PSScriptRoot`n$tour"

        $answer = Invoke-TestPwsh -File $TestDrive/checkout/tour.ps1

        $answer.ExitCode | Should -Be 0 -Because $answer.Errors
        $output = $answer.Output
        $output | Should -Match 'replayed'
        $output | Should -Match 'Monday: all is well'
        $output | Should -Match 'undone by 2'
        $output | Should -Match 'Valid\s+: True'
        (Get-Item $TestDrive/checkout/tour/motd).Target | Should -Be 'monday.txt'
    }
}
