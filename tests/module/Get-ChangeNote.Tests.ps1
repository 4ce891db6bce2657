BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    'change', 'other' | ForEach-Object { Register-TestJob $_ }
    Start-Job change -Wait | Write-ChangeNote -Reason 'a new | text'
    Start-Job other -Wait | Write-ChangeNote -Reason 'something else'
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-ChangeNote' {
    It 'gives the notes, newest first, of all jobs, of one, or of a run' {
        (Get-ChangeNote).Reason | Should -Be 'something else', 'a new | text'
        (Get-ChangeNote -JobName ch*).RunId | Should -Be 1
        (Get-ChangeNote 2).Reason | Should -Be 'something else'
        (Get-JobRun 1 | Get-ChangeNote).Reason | Should -Be 'a new | text'
    }

    It 'writes Markdown that a text cannot break' {
        Get-ChangeNote 1 -AsMarkdown | Should -Match '(?s)^## a new \\\| text\r?\n.*Run 1 of `change`.*Command: `Start-Job change -Wait`'
    }

    It 'gives nothing for a run without a note' {
        $run = Start-Job change -Wait
        Get-ChangeNote $run.RunId | Should -BeNullOrEmpty
    }
}

Describe 'Get-ChangeNote of a change' {
    BeforeAll {
        $changeId = New-MeasuredChange
        $run = Start-Job change -Change $changeId -Wait
        Write-ChangeNote $changeId -Reason 'the lifetime was 0 | since the move'
    }

    It 'gives it by the number, the name and the pipeline; that of a run of it is another' {
        foreach ($found in { Get-ChangeNote $changeId }, { Get-ChangeNote "$changeId" }, { Get-ChangeNote -ChangeId $changeId },
            { Get-ChangeNote -Change "$changeId" }, { Get-Change $changeId | Get-ChangeNote }, { Get-ChangeNote -Last 1 }) {
            (& $found).Reason | Should -Be 'the lifetime was 0 | since the move' -Because "$found"
        }
        $run | Get-ChangeNote | Should -BeNullOrEmpty
        $run | Write-ChangeNote -Reason 'of the run'
        (Get-JobRun $run.RunId | Get-ChangeNote).Reason | Should -Be 'of the run'
        (Get-ChangeNote $changeId, $run.RunId).Reason | Should -Be 'the lifetime was 0 | since the move', 'of the run'
    }

    It 'has no job, and so none is found by one' {
        (Get-ChangeNote -JobName *).Where({ $_.ChangeId }) | Should -BeNullOrEmpty
    }

    It 'is a page that a team keeps' {
        $page = Get-ChangeNote $changeId -AsMarkdown
        $page | Should -BeLike "## $changeId`: Cache the product page*"
        foreach ($line in '- Owner: shop team', '- Why: the lifetime was 0 \| since the move', '- Before it: route: /shop/p/1; ', '- Expected: It is fast.',
            '- Rollback: Set it to 0.', '- Status: applied', "- Change $changeId, noted ", '  - `vi site.conf`', "  - ``Start-Job change -Change $changeId -Wait``",
            "- Metric: $((Compare-Baseline $changeId).Sentence)") {
            $page.Contains($line) | Should -BeTrue -Because $line
        }
    }

    It 'gives nothing of a change without a note' { Get-ChangeNote (Open-TestChange).ChangeId | Should -BeNullOrEmpty }
}
