BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    'one', 'two', 'three' | Set-JobEnvironment -Setting @{ a = 1 }
}
AfterAll { Disconnect-JobLedger }

Describe 'Remove-JobEnvironment' {
    It 'takes environments out of use; what runs used stays readable' {
        Remove-JobEnvironment one, tw* -Reason 'the machines are gone' -Confirm:$false
        (Get-JobEnvironment).Name | Should -Be 'three'
        (Get-JobEnvironment one -Version 1).Settings['a'] | Should -Be 1
        (Test-JobLedger).Valid | Should -BeTrue
    }

    It 'does nothing under -WhatIf' {
        Remove-JobEnvironment three -WhatIf
        (Get-JobEnvironment).Name | Should -Be 'three'
    }

    It 'says that there is none' {
        (Get-TestError { Remove-JobEnvironment one -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^JobOps.EnvironmentNotFound'
    }
}
