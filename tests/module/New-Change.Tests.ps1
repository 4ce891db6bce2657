BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    $behavior = @{ Route = '/orders'; ExpectedInput = 'none'; FailingCommand = 'curl -f site/orders'; NoticedAt = 'the list of orders' }
    $words = @{ Owner = 'web team'; ExpectedResult = 'It answers.'; RollbackNote = 'git revert'; CurrentBehavior = $behavior }
}
AfterAll { Disconnect-JobLedger }

Describe 'New-Change' {
    It 'writes down all that is said, and gives the change a number' {
        $change = New-Change 'One look' @words -Scope 'settings.json: lookups', /orders
        $change | Should -BeOfType ([JobOps.Changes.Change])
        "$($change.ChangeId)", "$($change.Status)" | Should -Be 'C1', 'Open'
        $found = Get-Change C1
        $found.Title, $found.Owner, $found.ExpectedResult, $found.RollbackNote | Should -Be 'One look', 'web team', 'It answers.', 'git revert'
        $found.Scope | Should -Be 'settings.json: lookups', '/orders'
        foreach ($key in $behavior.Keys) { $found.CurrentBehavior.$key | Should -Be $behavior[$key] }
        $found.CurrentBehavior.SlowQuery | Should -BeNullOrEmpty
        $found.OpenedBy | Should -Be (Get-JobLedger).Actor
    }

    It 'names at once all that is missing, and writes nothing' {
        $before = @(Get-Change).Count
        $failure = Get-TestError { New-Change }
        $failure.FullyQualifiedErrorId | Should -Be 'JobOps.ChangeIncomplete,JobOps.Cmdlets.NewChangeCommand'
        $failure.Exception.Error.ExitCode | Should -Be 65
        $failure.Exception.Error.Actual | Should -Be ('without Title, Owner, ExpectedResult, RollbackNote, Scope, CurrentBehavior.Route, ' +
            'CurrentBehavior.ExpectedInput, CurrentBehavior.FailingCommand or .SlowQuery, CurrentBehavior.NoticedAt')
        @(Get-Change).Count | Should -Be $before
    }

    It 'does without nothing: <Missing>' -ForEach @(
        @{ Missing = 'Owner'; With = @{ Owner = $null } }
        @{ Missing = 'Owner'; With = @{ Owner = "  `t" } }
        @{ Missing = 'Scope'; With = @{ Scope = @() } }
        @{ Missing = 'Scope'; With = @{ Scope = '', ' ' } }
        @{ Missing = 'CurrentBehavior.NoticedAt'; With = @{ CurrentBehavior = @{ Route = 'r'; ExpectedInput = 'i'; SlowQuery = 'q' } } }
        @{ Missing = 'Reason, which AllowConcurrent asks for'; With = @{ AllowConcurrent = $true } }
    ) {
        $all = $words + @{ Scope = '/other' }
        foreach ($word in $With.GetEnumerator()) { $all[$word.Key] = $word.Value }
        $failure = Get-TestError { New-Change 'a title' @all }
        $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeIncomplete,*'
        $failure.Exception.Error.Actual | Should -Be "without $Missing"
    }

    It 'says which words it does not know of the current behavior' {
        $wrong = $words.Clone()
        $wrong.CurrentBehavior = $behavior + @{ Rout = '/x' }
        $failure = Get-TestError { New-Change t @wrong -Scope /other }
        $failure.Exception.Error.Actual | Should -BeLike 'CurrentBehavior.Rout, which is none of Route, ExpectedInput,*'
    }

    It 'opens nothing with -WhatIf' {
        $before = @(Get-Change).Count
        New-Change t @words -Scope /other -WhatIf | Should -BeNullOrEmpty
        @(Get-Change).Count | Should -Be $before
    }
}

Describe 'A second change of the same' {
    BeforeEach {
        $scope = "/shop/$([guid]::NewGuid())"
        $first = Open-TestChange $scope
    }

    It 'is refused as long as the first is open, with both owners named' {
        $failure = Get-TestError { New-Change 'Gzip' @words -Scope "$scope/p/1" }
        $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeOverlaps,*'
        $failure.Exception.Error.What | Should -Be "The change 'Gzip' of web team was not opened: $($first.ChangeId) of shop team is open and alters the same."
        $failure.Exception.Error.Actual | Should -Be "this one alters $scope/p/1, $($first.ChangeId) alters $scope"
        $failure.ErrorDetails.RecommendedAction | Should -Be "Get-Change $($first.ChangeId) | Format-List"
        $failure.Exception.Error.ExitCode | Should -Be 65

        Set-Change $first.ChangeId Abandoned -Reason 'not wanted'
        (New-Change 'Gzip' @words -Scope "$scope/p/1").Status | Should -Be 'Open'
    }

    It 'is allowed with a reason, and then nobody can tell of either what made the difference' {
        $second = Open-TestChange $scope -With @{ Owner = 'web team'; AllowConcurrent = $true; Reason = 'the fair is tomorrow' }
        foreach ($change in $first, $second) {
            $null = Get-TestTime 100 | Measure-Baseline $change.ChangeId Before -Unit ms
            Set-Change $change.ChangeId Applied -Command 'vi site.conf'
            $null = Get-TestTime 50 | Measure-Baseline $change.ChangeId After -Unit ms
            $compared = Compare-Baseline $change.ChangeId
            $other = $change -eq $first ? $second : $first
            "$($compared.Verdict)", $LASTEXITCODE | Should -Be 'CannotTell', 3
            $compared.Sentence, "$($compared.Remarks)" | Should -Match "\b$($other.ChangeId)\b"
            $found = Get-Change $change.ChangeId
            "$($found.Concurrent.ChangeId)", $found.Concurrent.Reason | Should -Be "$($other.ChangeId)", 'the fair is tomorrow'
            (Get-TestError { Write-ChangeNote $change.ChangeId -Reason 'twice as quick: improved' }).FullyQualifiedErrorId |
                Should -BeLike 'JobOps.ClaimNotShown,*'
        }
    }
}
