BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    @{
        name = 'change'; owner = 'o'; expectedResult = 'e'; rollbackNote = 'r'
        steps = @(@{ name = 'change'; command = @('sh', '-c', "echo new > '$TestDrive/file.txt'"); touches = @{ file = "$TestDrive/file.txt" } })
    } | ConvertTo-Json -Depth 8 | Set-Content "$TestDrive/change.job.json"
    Register-JobDefinition "$TestDrive/change.job.json"
    $null = Start-Job change -Wait
}
AfterAll { Disconnect-JobLedger }

Describe 'Write-ChangeNote' {
    It 'writes what the run knows, and only the reason has to be typed' {
        $note = Get-JobRun 1 | Write-ChangeNote -Reason 'a new text' -PassThru
        $note.Reason | Should -Be 'a new text'
        $note.Command | Should -Be 'Start-Job change -Wait'
        $note.Files[0].Path | Should -Be "$TestDrive/file.txt"
        $note.Files[0].After.Kind | Should -Be 'File'
        $note.Metric | Should -BeNullOrEmpty
    }

    It 'has a command that brings the same run back when it is pasted' {
        $path = New-TestRunbook 'its [own] name' 'param($Text, [int] $Count, [switch] $Fast) Invoke-JobStep a { 1 }'
        $run = (Invoke-Runbook $path -Name own -Parameter @{ Text = "it’s 'x'; y"; Count = 3; Fast = $true } -Environment 'west coast' -IdempotencyKey 'a b')[-1]
        $again = Invoke-Expression ($run | Write-ChangeNote -Reason r -PassThru).Command
        $again.RunId, $again.Replayed | Should -Be $run.RunId, $true

        $run = Start-Job change -Environment staging -IdempotencyKey k -Wait
        $again = Invoke-Expression ($run | Write-ChangeNote -Reason r -PassThru).Command
        $again.RunId, $again.Replayed | Should -Be $run.RunId, $true
    }
}

Describe 'Write-ChangeNote of a change' {
    It 'takes commands, files and the metric from the ledger; only the reason has to be typed' {
        $changeId = New-MeasuredChange
        $run = Start-Job change -Change $changeId -Wait
        $note = Write-ChangeNote $changeId -Reason 'The page is faster: it is cached.' -PassThru
        "$($note.ChangeId)", $note.RunId, $note.Reason | Should -Be "$changeId", $null, 'The page is faster: it is cached.'
        $note.Commands | Should -Be 'vi site.conf', "Start-Job change -Change $changeId -Wait"
        $note.Command | Should -Be "vi site.conf; Start-Job change -Change $changeId -Wait"
        $note.Files.Path, $note.Files.StepName | Should -Be "$TestDrive/file.txt", "run $($run.RunId), change"
        $note.Files[0].After.Kind | Should -Be 'File'
        $note.Metric.Sentence | Should -Be (Compare-Baseline $changeId).Sentence
        (Get-Change $changeId).Note.NoteId | Should -Be $note.NoteId
    }

    It 'refuses a claim that the measurements do not show, with the verdict quoted: <Shown>' -ForEach @(
        @{ Shown = 'no meaningful change'; Around = 100; Count = 30 }
        @{ Shown = 'worse'; Around = 150; Count = 30 }
        @{ Shown = 'cannot tell'; Around = 50; Count = 4 }
    ) {
        $changeId = New-MeasuredChange (Get-TestTime 100 $Count) (Get-TestTime $Around $Count)
        $failure = Get-TestError { Write-ChangeNote $changeId -Reason 'The page is faster now.' }
        $failure.FullyQualifiedErrorId | Should -Be 'JobOps.ClaimNotShown,JobOps.Cmdlets.WriteChangeNoteCommand'
        $failure.Exception.Error.Expected | Should -Be "a reason that does not say 'faster', or measurements that show it"
        $failure.Exception.Error.Actual | Should -Be (Compare-Baseline $changeId).Sentence
        $failure.Exception.Error.Actual, "$failure" | Should -Match $Shown
        $failure.Exception.Error.ExitCode | Should -Be 2
        Get-ChangeNote $changeId | Should -BeNullOrEmpty
        (Write-ChangeNote $changeId -Reason 'The page should be faster; nothing was shown.' -PassThru).Reason | Should -BeLike 'The page*'
    }

    It 'refuses to be told more of an improvement than was measured' {
        $changeId = New-MeasuredChange (Get-TestTime 100 30) (Get-TestTime 50 30)
        $failure = Get-TestError { Write-ChangeNote $changeId -Reason 'The page is ten times faster.' }
        $failure.Exception.Error.Expected | Should -Be "a reason that does not say 'ten times faster', or measurements that show it"
        $failure.Exception.Error.Actual | Should -Match 'lower'
        (Write-ChangeNote $changeId -Reason 'The page is twice as fast.' -PassThru).Metric.Verdict | Should -Be 'Better'
    }

    It 'refuses a claim where nothing was measured' {
        $changeId = (Open-TestChange).ChangeId
        Set-Change $changeId Measured -Reason 'no page yet'
        Set-Change $changeId Applied -Command 'vi site.conf'
        (Get-TestError { Write-ChangeNote $changeId -Reason 'improved' }).Exception.Error.Actual | Should -Be 'nothing was measured both before and after'
        (Write-ChangeNote $changeId -Reason 'a new page' -PassThru).Metric | Should -BeNullOrEmpty
    }

    It 'says of what was undone by which run, and not what it had left' {
        $changeId = New-MeasuredChange
        @{
            name = 'swap'; owner = 'o'; expectedResult = 'e'; rollbackNote = 'r'
            steps = @(@{ name = 'swap'; command = @('sh', '-c', "echo swapped > '$TestDrive/swapped'"); touches = @{ file = "$TestDrive/swapped" }
                    undo = @{ command = @('rm', "$TestDrive/swapped") } })
        } | ConvertTo-Json -Depth 8 | Set-Content "$TestDrive/swap.job.json"
        Register-JobDefinition "$TestDrive/swap.job.json"
        $undone = Start-Job swap -Change $changeId -Wait
        $rollback = (Invoke-Rollback $undone.RunId -Confirm:$false).RollbackRunId
        $note = Write-ChangeNote $changeId -Reason 'the second half was taken back' -PassThru
        $note.Commands[-1] | Should -Be "Invoke-Rollback $($undone.RunId)"
        $note.Files.StepName | Should -Be "run $($undone.RunId), swap, undone by run $rollback"
        $note.Files.After | Should -BeNullOrEmpty
    }

    It 'takes a change from the pipeline, and a run of one as the run' {
        $changeId = New-MeasuredChange
        $run = Start-Job change -Change $changeId -Wait
        "$((Get-Change $changeId | Write-ChangeNote -Reason 'of the change' -PassThru).ChangeId)" | Should -Be "$changeId"
        "$((Write-ChangeNote -Change $changeId -Reason 'by name' -PassThru).ChangeId)" | Should -Be "$changeId"
        ($run | Write-ChangeNote -Reason 'of the run' -PassThru).RunId | Should -Be $run.RunId
    }

    It 'writes nothing with -WhatIf, without a reason, of a change that is not applied, or of none' {
        $changeId = New-MeasuredChange
        Write-ChangeNote $changeId -Reason 'why' -WhatIf
        (Get-TestError { Write-ChangeNote $changeId -Reason ' ' }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNoteReasonMissing,*'
        Get-ChangeNote $changeId | Should -BeNullOrEmpty
        (Get-TestError { Write-ChangeNote (Open-TestChange).ChangeId -Reason 'why' }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotApplied,*'
        (Get-TestError { Write-ChangeNote C999 -Reason 'why' }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotFound,*'
    }

    It 'takes no parameter that is for the other kind of note: <_>' -ForEach @(
        "Write-ChangeNote C1 -Reason r -BeforeStep a", 'Write-ChangeNote C1 -Reason r -Command x', 'Write-ChangeNote 1 -Reason r -Primary x',
        'Write-ChangeNote 1 -Reason r -Repository .'
    ) {
        (Get-TestError ([scriptblock]::Create($_))).FullyQualifiedErrorId | Should -BeLike 'JobOps.NoteParameterUnfitting,*'
    }
}

Describe 'Write-ChangeNote with a repository' {
    BeforeAll {
        $hasGit = [bool](Get-Command git -CommandType Application -ErrorAction Ignore)
        if ($hasGit) {
            $repository = (New-Item -ItemType Directory "$TestDrive/repository/sub").Parent.FullName
            function Invoke-TestGit { git -C $repository -c user.name=t -c user.email=t@localhost -c commit.gpgsign=false @args 2>&1 | Out-Null }
            Invoke-TestGit init -q
            Set-Content "$repository/kept", "$repository/gone" 'text'
            Set-Content "$repository/old name" (1..50)
            Invoke-TestGit add -A
            Invoke-TestGit commit -q -m first
            Invoke-TestGit tag v1
            # Git itself makes no such tag any more, and one that was pushed is there all the same.
            Invoke-TestGit update-ref refs/tags/-v1 v1
            Add-Content "$repository/kept" 'more'
            Remove-Item "$repository/gone"
            Move-Item "$repository/old name" "$repository/sub/new é name"
            Set-Content "$repository/added" 'new'
            Invoke-TestGit add -A
            Invoke-TestGit commit -q -m second
        }
    }
    BeforeEach {
        if (-not $hasGit) { Set-ItResult -Skipped -Because 'git is not on this machine' }
        $changeId = (Open-TestChange).ChangeId
        Set-Change $changeId Measured -Reason 'no page'
        Set-Change $changeId Applied -Command 'git pull'
    }

    It 'has the files between two commits: changed, added, deleted and renamed' {
        $note = Write-ChangeNote $changeId -Reason 'why' -Repository $repository -From v1 -PassThru
        $note.Files.ForEach({ "$($_.Path): $($_.StepName)" }) | Sort-Object |
            Should -Be 'added: git A', 'gone: git D', 'kept: git M', 'sub/new é name: git R from old name'
        $page = Get-ChangeNote $changeId -AsMarkdown
        $page | Should -Match ([regex]::Escape('| `sub/new é name` | git R from old name |'))
    }

    It 'takes a name that begins with a dash for a commit, and never for an option' {
        $note = Write-ChangeNote $changeId -Reason 'why' -Repository "$repository/sub" -From '-v1' -To HEAD -PassThru
        $note.Files.Count | Should -Be 4
        $failure = Get-TestError { Write-ChangeNote $changeId -Reason 'why' -Repository $repository -From "--output=$TestDrive/written" }
        $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.RepositoryUnreadable,*'
        "$TestDrive/written" | Should -Not -Exist
    }

    It 'says what there is not: <Of>' -ForEach @(
        @{ Of = 'no such commit'; With = @{ From = 'nosuch' }; Says = "'nosuch', which names no commit" }
        @{ Of = 'no commit to begin from'; With = @{ }; Says = 'no commit to begin from' }
        @{ Of = 'no commit to end with'; With = @{ From = 'v1'; To = 'nosuch' }; Says = "'nosuch', which names no commit" }
    ) {
        $failure = Get-TestError { Write-ChangeNote $changeId -Reason 'why' -Repository $repository @With }
        $failure.FullyQualifiedErrorId | Should -Be 'JobOps.RepositoryUnreadable,JobOps.Cmdlets.WriteChangeNoteCommand'
        $failure.Exception.Error.Actual | Should -Be $Says
        Get-ChangeNote $changeId | Should -BeNullOrEmpty
    }

    It 'says that a folder is no repository, or is not there' {
        $outside = New-Item -ItemType Directory "$TestDrive/outside"
        (Get-TestError { Write-ChangeNote $changeId -Reason 'why' -Repository $outside -From v1 }).Exception.Error.Actual | Should -Match 'not a git repository'
        (Get-TestError { Write-ChangeNote $changeId -Reason 'why' -Repository $TestDrive/nosuch -From v1 }).FullyQualifiedErrorId |
            Should -BeLike 'JobOps.RepositoryUnreadable,*'
    }
}
