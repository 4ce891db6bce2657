BeforeAll { . $PSScriptRoot/Support.ps1 }

# That it takes a service away shows on Windows: PowerShellTests of tests/Windows.
Describe 'Uninstall-JobWorker where there is no service manager of Windows' {
    BeforeEach { if ($IsWindows) { Set-ItResult -Skipped -Because 'tests/Windows does it there' } }

    It 'says so, without a question: <_>' -ForEach 'Uninstall-JobWorker', 'Uninstall-JobWorker -WhatIf' {
        $failure = Get-TestError ([scriptblock]::Create($_))
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.ServiceSetupNeedsWindows,'
        $failure.Exception.Error.NextCommand.PowerShell | Should -Be 'Start-JobWorker'
    }
}
