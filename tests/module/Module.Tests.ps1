BeforeAll { . $PSScriptRoot/Support.ps1 }

Describe 'The views' {
    BeforeAll {
        $null = New-TestLedger
        Register-TestJob shown -Steps ([ordered]@{ first = 'echo one'; second = 'echo two; exit 3' })
        $null = Start-Job shown -Wait -ErrorAction SilentlyContinue
        $null = Write-ChangeNote 1 -Reason 'to be shown'
        $null = Start-Job shown -Queue images -Delay 1h
        Suspend-JobQueue images -Reason 'a reason that takes more room than the table has, so that it goes on below'
        $worker = [JobOps.Execution.JobWorker]@{
            Worker = 'a-host-name-of-some-length/12345/0a1b2c3d'; Host = 'a-host'; ProcessId = 12345; Concurrency = 4
            Runs = [JobOps.Execution.WorkerRun[]]@(
                [JobOps.Execution.WorkerRun]::new(1234567, 'a-job-with-a-long-name', 'and-a-long-step', [datetimeoffset]::MinValue)
                [JobOps.Execution.WorkerRun]::new(2, 'job', $null, [datetimeoffset]::MinValue))
        }
        $objects = @{
            'Get-JobQueue' = { Get-JobQueue }
            'Get-JobWorker' = { $worker }
            'Get-JobRun' = { Get-JobRun }
            'Get-JobRun -Why' = { Get-JobRun -Why }
            'Get-JobStep' = { Get-JobStep 1 }
            'Get-JobLog' = { Get-JobLog 1 }
            'Get-JobDefinition' = { Get-JobDefinition }
            'Get-JobLedger' = { Get-JobLedger }
            'Test-JobLedger' = { Test-JobLedger }
            'Get-ChangeNote' = { Get-ChangeNote }
            'Invoke-Rollback' = { Invoke-Rollback 1 -Confirm:$false -ErrorAction SilentlyContinue }
        }
    }

    It 'show <_> as a table and as a list within 80 columns' -ForEach @(
        'Get-JobRun', 'Get-JobRun -Why', 'Get-JobStep', 'Get-JobLog', 'Get-JobDefinition', 'Get-JobLedger', 'Test-JobLedger',
        'Get-ChangeNote', 'Invoke-Rollback', 'Get-JobQueue', 'Get-JobWorker'
    ) {
        $items = & $objects[$_]
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'PlainText'
            $texts = ($items | Format-Table | Out-String -Width 80), ($items | Format-List | Out-String -Width 80)
        }
        finally { $PSStyle.OutputRendering = $before }
        foreach ($text in $texts) {
            $text.Trim() | Should -Not -BeNullOrEmpty
            # A view that fails shows the error in the cell.
            $text | Should -Not -Match '#ERR|\e\['
            ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        }
        $texts[0] | Should -Not -BeExactly $texts[1]
    }

    It 'colour the status only where colours are wanted' {
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            Get-JobRun 1 | Out-String | Should -Match '\e\[91mFailed'
        }
        finally { $PSStyle.OutputRendering = $before }
    }
}
