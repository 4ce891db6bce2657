BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
}
AfterAll { Disconnect-JobLedger }

Describe 'Enable-JobDefinition' {
    BeforeEach {
        'a-1', 'a-2' | ForEach-Object { Register-TestJob $_ }
        Disable-JobDefinition a-* -Reason 'freeze'
    }

    It 'lets a job take runs again, and keeps the reason' {
        Get-JobDefinition | Where-Object { -not $_.Enabled } | Enable-JobDefinition -Reason 'freeze is over'
        (Get-JobDefinition a-1).EnabledReason | Should -Be 'freeze is over'
        (Start-Job a-1).Status | Should -Be 'Queued'
    }
}
