BeforeAll {
    . $PSScriptRoot/Support.ps1
    $root = Resolve-Path $PSScriptRoot/../..
}

Describe 'The tour in the readme' {
    It 'does what it says, line by line' {
        # The folder that a reader stands in: the built checkout, but for the folder that the tour makes.
        $null = New-Item -ItemType Directory $TestDrive/checkout
        foreach ($name in 'JobOps.psd1', 'module', 'en-US', 'scripts') {
            $null = New-Item -ItemType SymbolicLink $TestDrive/checkout/$name -Target (Join-Path $root $name)
        }
        Invoke-TestTour $TestDrive/checkout
    }
}
