# Whoever knows PowerShell's own cmdlets for jobs knows how to work with registered ones.

BeforeAll {
    . $PSScriptRoot/Support.ps1
    # Whether a job is a name in a ledger or a block of script is nothing that they care about.
    $runbook = @'
$backup = Start-Job shop-backup
$others = 'warm-cache', 'check-links' | ForEach-Object { Start-Job -DefinitionName $_ }
$size = Start-Job -Name size -ScriptBlock { param($folder) "$(@(Get-ChildItem $folder).Count) files" } -ArgumentList $PSScriptRoot
$count, $endless = (Start-Job -Name count { throw 'I cannot count' }), (Start-Job endless)
"First: $((Wait-Job -Any $size, $endless -Timeout 120).Name)"
$others + $backup + $size + $count | Wait-Job -Timeout 120 | Out-Null
Stop-Job $endless
"Backup: $($backup | Receive-Job -Wait -AutoRemoveJob), size: $(Receive-Job -Name size)"
foreach ($job in Get-Job | Where-Object State -eq 'Failed') { Receive-Job $job -ErrorVariable why -ErrorAction SilentlyContinue; "$($job.Name): $why" }
Get-Job | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.State)" }; Get-Job | Remove-Job; "Left: $(@(Get-Job).Count)"
'@
}

Describe 'A runbook of ten lines by somebody who knows only PowerShell''s own cmdlets for jobs' {
    BeforeAll {
        $location = New-TestLedger
        Register-TestJob shop-backup -Steps ([ordered]@{ dump = 'echo dumped'; copy = 'echo copied' })
        Register-TestJob warm-cache
        Register-TestJob check-links -Steps @{ look = 'echo "page 7 is gone"; exit 3' }
        Register-TestJob endless -Steps @{ sleep = 'echo started; sleep 600' }

        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'runbook')
        Set-Content "$folder/runbook.ps1" $runbook
        $worker = Start-TestWorker $location '-Concurrency 4'
        try {
            $answer = Invoke-TestPwsh "`$ErrorActionPreference = 'Stop'; Connect-JobLedger '$location'; & '$folder/runbook.ps1'"
        }
        finally { $null = Stop-TestProcess $worker }
        $lines = $answer.Output.TrimEnd() -split '\r?\n'
        $runs = @{}
        foreach ($run in Get-JobRun) { $runs[$run.JobName] = $run }
    }

    AfterAll { Disconnect-JobLedger }

    It 'has ten lines' { ($runbook -split '\r?\n').Count | Should -Be 10 }

    It 'has nothing in it that PowerShell has not' {
        $isCommand = { $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -like '*-Job' }
        $commands = [System.Management.Automation.Language.Parser]::ParseInput($runbook, [ref]$null, [ref]$null).FindAll($isCommand, $true)
        $commands.Count | Should -BeGreaterThan 10
        foreach ($command in $commands) {
            $theirs = (Get-Command "Microsoft.PowerShell.Core\$($command.GetCommandName())").Parameters.Keys
            $command.CommandElements.ParameterName.Where({ $_ -and $_ -notin $theirs }) | Should -BeNullOrEmpty -Because "$command"
        }
    }

    It 'runs to its end' {
        $answer.Errors | Should -BeNullOrEmpty
        $answer.ExitCode | Should -Be 0
        $lines[-1] | Should -Be 'Left: 0'
    }

    It 'waits for whatever ends first' { $lines[0] | Should -Be 'First: size' }

    It 'receives what jobs of both kinds wrote' { $lines[1] | Should -Be 'Backup: dumped copied, size: 1 files' }

    It 'finds those that failed, and why' {
        $lines | Should -Contain 'page 7 is gone'
        $lines | Should -Contain 'count: I cannot count'
        "$lines" | Should -Match "check-links: Step 'look' of run \d+ failed\."
        "$lines" | Should -Match 'exit code 3'
    }

    It 'sees one state of each, in PowerShell''s words, and the job that was received and removed no more' {
        $lines[-6..-2] | Should -Be 'check-links Failed', 'count Failed', 'endless Stopped', 'size Completed', 'warm-cache Completed'
    }

    It 'leaves a history of the registered jobs, which Remove-Job did not delete' {
        $runs.Count | Should -Be 4
        $runs['shop-backup'].Status, $runs['warm-cache'].Status | Should -Be 'Succeeded', 'Succeeded'
        $runs['check-links'].Status, $runs['endless'].Status | Should -Be 'Failed', 'Cancelled'
        (Get-JobLog $runs['shop-backup'].RunId).Text | Should -Be 'dumped', 'copied'
    }
}
