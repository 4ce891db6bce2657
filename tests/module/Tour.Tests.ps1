# The first thing that a reader types.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $root = Resolve-Path $PSScriptRoot/../..
}

Describe 'The tour in the readme' {
    It 'shows what the readme shows' {
        $tour = Invoke-ReadmeTour -Scripts $root/scripts
        $tour.Commands -match 'Invoke-Rollback' | Should -Not -BeNullOrEmpty
        Assert-Transcript $tour
    }

    It 'has the runbook that it runs' {
        (Get-Content -Raw $root/README.md) -match '(?s)<!-- runbook: (?<path>\S+) -->\n```powershell\n(?<text>.*?)```' | Should -BeTrue
        $Matches.text | Should -BeExactly (Get-Content -Raw $root/$($Matches.path))
    }
}
