BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

# That it makes a service shows on Windows: PowerShellTests of tests/Windows.
Describe 'Install-JobWorker where there is no service manager of Windows' {
    BeforeEach { if ($IsWindows) { Set-ItResult -Skipped -Because 'tests/Windows does it there' } }

    It 'says so, and what there is instead' {
        $failure = Get-TestError { Install-JobWorker images -Concurrency 2 -DrainTime 2m -Account LocalSystem }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.ServiceSetupNeedsWindows,'
        $failure.Exception.Error.Expected | Should -Match 'jobops worker --install-unit'
        $failure.Exception.Error.ExitCode | Should -Be 78
    }

    It 'says so with -WhatIf, too' {
        (Get-TestError { Install-JobWorker -WhatIf }).FullyQualifiedErrorId | Should -Match '^JobOps.ServiceSetupNeedsWindows,'
    }

}
