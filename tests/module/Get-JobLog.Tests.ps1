BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Register-TestJob work -Steps ([ordered]@{ talk = 'echo one; echo two >&2'; end = 'echo three' })
    $null = Start-Job work -Wait
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobLog' {
    It 'lists the lines of a run' { (Get-JobLog 1 | Where-Object Stream -In Output, Error).Text | Sort-Object | Should -Be 'one', 'three', 'two' }
    It 'finds by step and stream' { (Get-JobLog 1 t* -Stream Error).Text | Should -Be 'two' }
    It 'follows a run to its end' {
        $gate = New-Item -ItemType Directory "$TestDrive/gate"
        Register-TestJob slow -Steps @{ run = "echo begun; while [ ! -e '$TestDrive/gate/open' ]; do sleep 0.1; done; echo done" }
        $runId = (Start-Job slow).RunId
        $follower = Start-ThreadJob {
            Import-Module $using:ManifestPath
            Get-JobLog $using:runId -Follow | ForEach-Object {
                if ($_.Text -eq 'begun') { $null = New-Item "$using:gate/open" }
                $_.Text
            }
        }
        $process = Start-TestPwsh "Restart-JobRun $runId -Wait" -Environment @{ JOBOPS_LEDGER = $location }
        $lines = $follower | Wait-Job -Timeout 120 | Receive-Job -AutoRemoveJob -Wait
        Wait-TestProcess $process
        $lines | Should -Contain 'begun'
        $lines | Should -Contain 'done'
    }

    It 'shows control characters, and writes them with -Raw' {
        Register-TestJob loud -Steps @{ run = "printf 'one\033[2J\033]0;pwn\007\n'; printf 'two\r\n'" }
        $run = Start-Job loud -Wait
        ($run | Get-JobLog | Out-String -Width 200) | Should -Match ([regex]::Escape('one\e[2J\e]0;pwn\a'))
        ($run | Get-JobLog | Format-List | Out-String -Width 200) | Should -Not -Match '[\x00-\x08\x0b\x0c\x0e-\x1f]'
        ($run | Get-JobLog)[0].Text | Should -BeExactly "one`e[2J`e]0;pwn`a"
        $run | Get-JobLog -Raw | Should -BeExactly "one`e[2J`e]0;pwn`a", 'two'
    }
}
