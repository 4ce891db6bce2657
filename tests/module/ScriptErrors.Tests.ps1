# How an error looks in a script file, where PowerShell's ConciseView makes one paragraph of a message that has lines.

BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    $bad = New-TestRunbook bad "`$null = Invoke-JobStep mend { sh -c 'echo the disk is full >&2; exit 3' }"

    # On a terminal of so many columns, without colours; the lines as they were printed.
    function Show-TestScript([string] $Line, [int] $Columns) {
        Set-Content "$TestDrive/night.ps1" "# The night`nImport-Module '$ManifestPath'`n$Line"
        $text = Invoke-TestTerminal -Command "stty cols $Columns; & '$TestDrive/night.ps1'; exit 1" -ExitCode 1 -Environment @{
            JOBOPS_LEDGER = $location; NO_COLOR = '1'
        }
        # Of a line that was drawn again, as a progress bar is, what stands there in the end.
        ($text -replace '\e\[[?\d;]*[a-zA-Z]|\e[=>]', '') -split '\r?\n' -replace '^.*\r'
    }
}

AfterAll { Disconnect-JobLedger }

Describe 'An error in a script file' {
    It 'keeps its lines where <Name>, at <Columns> columns' -ForEach @(
        @{ Name = 'a runbook fails'; Columns = 80; Line = 'Invoke-Runbook $bad'; What = "Step 'mend' of run \d+ failed"; Next = 'Restart-JobRun \d+ -Wait' }
        @{ Name = 'a runbook fails and errors stop'; Columns = 120; Line = '$ErrorActionPreference = "Stop"; Invoke-Runbook $bad'; What = "Step 'mend' of run \d+ failed"; Next = 'Restart-JobRun \d+ -Wait' }
        @{ Name = 'nothing can be done'; Columns = 120; Line = 'Connect-JobLedger oops:x'; What = 'ledger'; Next = '\S+' }
        @{ Name = 'a job is not known'; Columns = 80; Line = 'Start-Job no-such-job -Wait'; What = 'no-such-job'; Next = 'Get-JobDefinition' }
    ) {
        $lines = Show-TestScript $Line.Replace('$bad', "'$bad'") $Columns
        $expected = $lines | Where-Object { $_ -match '^  Expected: \S' }
        @($expected).Count | Should -Be 1 -Because ($lines -join "`n")
        @($lines -match '^  Actual:   \S').Count | Should -Be 1
        @($lines -match '^  Retry:    \S').Count | Should -Be 1
        @($lines -match "^  Recommendation: $Next").Count | Should -Be 1
        $lines -join "`n" | Should -Match $What
        @($lines -match '^  At:       .*night\.ps1:3$').Count | Should -Be 1
        @($lines -match '^   3 \| .*(Invoke|Connect|Start)-').Count | Should -Be 1 -Because 'the line is shown'
    }

    It 'names the place of each error, and of none where nobody called from a file' {
        Set-Content "$TestDrive/two.ps1" "try { Get-JobRun 998, 999 -ErrorVariable two -ErrorAction SilentlyContinue; `$two } catch { }"
        (& "$TestDrive/two.ps1").ErrorDetails.Message | Should -Match 'At: +\S+two\.ps1:1$'
        $answer = Invoke-TestPwsh 'Get-JobRun 999' -Environment @{ JOBOPS_LEDGER = $location }
        $answer.Errors | Should -Match '(?m)^  Expected: '
        $answer.Errors | Should -Not -Match 'At: '
    }

    It 'still says where it was to whoever asks: the stack trace, and the error of a runbook' {
        Set-Content "$TestDrive/asks.ps1" "try { Get-JobRun 999 -ErrorAction Stop } catch { `$_ }"
        (& "$TestDrive/asks.ps1").ScriptStackTrace | Should -Match 'asks\.ps1: line 1'

        $inner = New-TestRunbook inner 'Get-JobRun 999'
        $failure = Get-TestError { Invoke-Runbook $inner }
        $failure.Exception.Error.What | Should -Match 'inner\.ps1, line \d+: Get-JobRun 999\.?$'
    }
}
