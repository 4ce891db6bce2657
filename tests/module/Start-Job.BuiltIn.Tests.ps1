BeforeAll { . $PSScriptRoot/Support.ps1 }

# Beside Start-Job.Tests.ps1, which has one test for each form.
Describe 'Start-Job as scripts know it' {
    BeforeAll {
        $value = @{ inner = 5 }
        Set-Content "$TestDrive/script.ps1" 'param($a, $b) "$a-$b-$(@($input) -join ",")"'
    }

    AfterAll { Get-Job | Remove-Job -Force }

    It 'starts a job of PowerShell''s own kind, which each of its cmdlets knows' {
        $job = Start-Job -Name mine -ScriptBlock { Write-Warning careful; Write-Error bad; 7 }
        $job.PSJobTypeName, $job.Name, $job.Command | Should -Be 'BackgroundJob', 'mine', ' Write-Warning careful; Write-Error bad; 7 '
        Get-Job mine | Should -Be $job
        Wait-Job -Name mine -Timeout 60 | Should -Be $job
        Receive-Job mine -WarningAction Ignore -WarningVariable warnings -ErrorAction SilentlyContinue -ErrorVariable errors | Should -Be 7
        "$warnings", "$errors" | Should -Be 'careful', 'bad'
        Remove-Job mine
        Get-Job | Should -Not -Contain $job
    }

    It 'takes everything at once, splatted' {
        $all = @{
            Name = 'all'; FilePath = "$TestDrive/script.ps1"; ArgumentList = 'x', 'y'; InitializationScript = { $null = 1 }; WorkingDirectory = '/'
        }
        1..3 | Start-Job @all | Receive-Job -Wait | Should -Be 'x-y-1,2,3'
    }

    It 'takes members of $using: variables, initialization, arguments and input together' {
        $job = 4, 5 | Start-Job { param($a) "$a $z $($using:value.inner) $(@($input) -join '')" } -InitializationScript { $z = 9 } -ArgumentList 1
        $job | Receive-Job -Wait | Should -Be '1 9 5 45'
    }

    It 'is stopped and removed by force' {
        $job = Start-Job { Start-Sleep -Seconds 60 }
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        $other = Start-Job { Start-Sleep -Seconds 60 }
        Remove-Job $other -Force
        Get-Job | Should -Not -Contain $other
    }

    It 'runs a pipeline behind & with variables of the session' {
        $text = 'five'
        $job = Write-Output "$text!" | Sort-Object &
        $job | Receive-Job -Wait | Should -Be 'five!'
    }

    It 'fails with the error id that scripts compare: <Id>' -ForEach @(
        @{ Id = 'DirectoryNotFoundException'; Command = { Start-Job { 1 } -WorkingDirectory /no/such/folder } }
        @{ Id = 'ParameterArgumentValidationError'; Command = { Start-Job { 1 } -WorkingDirectory '' } }
        @{ Id = 'RunAs32NotSupported'; Command = { Start-Job { 1 } -RunAs32 } }
        @{ Id = 'RunAs32NotSupported'; Command = { Start-Job { 1 } -R } }
        @{ Id = 'NamedParameterNotFound'; Command = { Start-Job { 1 } -Nope } }
        @{ Id = 'StartJobFromDefinitionNameNotFound'; Command = { $env:JOBOPS_LEDGER = "sqlite:$TestDrive/none.db"; Start-Job -DefinitionName nope } }
    ) {
        $before = $env:JOBOPS_LEDGER
        try { (Get-TestError $Command).FullyQualifiedErrorId | Should -Be "$Id,Microsoft.PowerShell.Commands.StartJobCommand" }
        finally { $env:JOBOPS_LEDGER = $before }
    }

    It 'understands -<_> as the built-in cmdlet does, although a parameter of the ledger begins with it' -ForEach 'O', 'E', 'R', 'Ow', 'Ex' {
        function Invoke-Word($Command, $Word) {
            $typed = if ($Word -eq 'R') { @{ R = $true } } else { @{ $Word = 'x' } }
            try { (& $Command { 1 } @typed).PSJobTypeName } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
        }
        $theirs = Invoke-Word Microsoft.PowerShell.Core\Start-Job $_
        # What was no parameter at all may become one.
        if ($theirs -eq 'NamedParameterNotFound') { $theirs = 'JobOps.AdHocIncomplete' }
        Invoke-Word JobOps\Start-Job $_ | Should -Be $theirs
    }

    It 'refuses the path of a script where a name belongs, and points to -FilePath: <_>' -ForEach './deploy.ps1', 'deploy.ps1', '~/x', 'C:\jobs\x', '/opt/x' {
        $failure = Get-TestError { Start-Job $_ }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.JobNameIsPath,'
        $failure.ErrorDetails.RecommendedAction | Should -Match '^Start-Job -FilePath '
        $failure.TargetObject | Should -Be $_
    }
}
