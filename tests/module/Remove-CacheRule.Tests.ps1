BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    'old-1', 'old-2', 'new' | ForEach-Object { Register-CacheRule $_ '/a/*' -Ttl 10m -ShouldCache /a/1 -Why w }
}
AfterAll { Disconnect-JobLedger }

Describe 'Remove-CacheRule' {
    It 'takes rules out of use by pattern, and keeps why in the journal' {
        Remove-CacheRule old-* -Reason 'replaced' -Confirm:$false
        (Get-CacheRule).Name | Should -Be 'new'
        (Test-JobLedger).Valid | Should -BeTrue
    }

    It 'changes nothing under -WhatIf, and reports one that is not there' {
        Remove-CacheRule new -WhatIf
        (Get-CacheRule).Name | Should -Be 'new'
        (Get-TestError { Remove-CacheRule old-1 -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^JobOps.CacheRuleNotFound'
    }
}
