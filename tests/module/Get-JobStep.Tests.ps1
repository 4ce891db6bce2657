BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob work -Steps ([ordered]@{ prepare = 'true'; finish = 'true' })
    $null = Start-Job work -Wait
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobStep' {
    It 'lists the steps in their order' { (Get-JobRun 1 | Get-JobStep).StepName | Should -Be 'prepare', 'finish' }
    It 'finds by name, with wildcards' { (Get-JobStep 1 p*).StepName | Should -Be 'prepare' }
    It 'says that a run is unknown' { (Get-TestError { Get-JobStep 9 }).FullyQualifiedErrorId | Should -Match '^JobOps\.RunNotFound,' }
}
