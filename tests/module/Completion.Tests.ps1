BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Register-TestJob site-release -Parameters ([ordered]@{
            version = @{ type = 'integer'; required = $true }
            mode = @{ type = 'string'; allowed = @('fast', 'safe') }
            token = @{ type = 'string'; secret = $true }
        }) -Steps ([ordered]@{ prepare = 'true'; finish = 'true' })
    Register-TestJob site-check
    $null = Start-Job site-release -Parameter @{ version = 1 } -Wait
    $null = Start-Job site-check -Queue images

    function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches }
}
AfterAll { Disconnect-JobLedger }

Describe 'Completion' {
    It 'knows the jobs' {
        (Complete 'Start-Job site-').CompletionText | Should -Be 'site-check', 'site-release'
        (Complete 'Get-JobDefinition site-c').ToolTip | Should -Be 'It works. (test team)'
    }

    It 'knows the runs, and says which they are' {
        $match = Complete 'Get-JobStep '
        $match.CompletionText | Should -Be '2', '1'
        $match[1].ToolTip | Should -Match '^site-release, Succeeded, .* ago$'
    }

    It 'knows the steps of a run' { (Complete 'Get-JobStep 1 p').CompletionText | Should -Be 'prepare' }

    It 'knows the steps to go back to' { (Complete 'Restart-JobRun 1 -FromStep ').CompletionText | Should -Be 'prepare', 'finish' }

    It 'knows the queues' -ForEach @(
        @{ Line = 'Start-Job site-check -Queue im' }, @{ Line = 'Get-JobRun -Queue im' }, @{ Line = 'Suspend-JobQueue im' }
        @{ Line = 'Resume-JobQueue im' }, @{ Line = 'Set-JobQueue im' }, @{ Line = 'Get-JobQueue im' }, @{ Line = 'Start-JobWorker im' }
    ) {
        $match = Complete $Line
        $match.CompletionText | Should -Be 'images'
        $match.ToolTip | Should -Be 'active: 1 queued, 0 running'
    }

    It 'knows the workers' {
        $worker = Start-TestWorker $location '-Queue nothing'
        try {
            Wait-TestCondition -What 'the worker' { (Complete 'Get-JobWorker ').Count }
            $match = Complete 'Get-JobWorker '
            $match.CompletionText | Should -Be (Get-JobWorker).Worker
            $match.ToolTip | Should -Match '^Alive, started .* ago, 0 runs in hand$'
            (Complete 'Get-JobRun -Worker ').CompletionText | Should -Be (Get-JobWorker).Worker
        }
        finally { $null = Stop-TestProcess $worker }
    }

    It 'knows the parameters of Start-Job by the form of the call' {
        (Complete 'Start-Job site-check -Pri').CompletionText | Should -Be '-Priority'
        Complete 'Start-Job -ScriptBlock { 1 } -Pri' | Should -BeNullOrEmpty
    }

    It 'knows the statuses' { (Complete 'Get-JobRun -Status Unk').CompletionText | Should -Be 'Unknown' }

    It 'writes the parameters of the chosen job: the required ones, or all of them' {
        $match = Complete 'Start-Job site-release -Parameter '
        $match[0].CompletionText | Should -Be '@{ version = 0 }'
        $match[1].CompletionText | Should -Be "@{ version = 0; mode = 'fast'; token = (Read-Host -AsSecureString) }"
        $match[1].ToolTip | Should -Match 'version: a whole number, required'
    }

    It 'is silent where the ledger does not answer' {
        $Error.Clear()
        $answer = Invoke-TestPwsh '(TabExpansion2 "Get-JobStep -RunId " 19).CompletionMatches | Where-Object CompletionText -Match "^\d"; "errors: $($Error.Count)"' -Environment @{
            JOBOPS_LEDGER = 'sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=30;Encrypt=false'
        }
        $answer.Output.Trim() | Should -Be 'errors: 0'
    }
}
