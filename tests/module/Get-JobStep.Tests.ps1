BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob work -Steps ([ordered]@{ prepare = 'true'; finish = 'true' })
    $null = Start-Job work -Wait
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobStep' {
    It 'lists the steps in their order' { (Get-JobRun 1 | Get-JobStep).StepName | Should -Be 'prepare', 'finish' }
}
