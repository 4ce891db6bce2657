BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
}
AfterAll { Disconnect-JobLedger }

Describe 'Compare-Baseline' {
    It 'says in one sentence what the measurements allow to say: <Verdict>' -ForEach @(
        @{ Verdict = 'Better'; After = 50; Says = '48 % lower (105 → 55 ms, * lower): better.' }
        @{ Verdict = 'Worse'; After = 150; Says = '48 % higher (105 → 155 ms, * higher): worse.' }
        @{ Verdict = 'NoMeaningfulChange'; After = 100; Says = 'about the same (105 → 105 ms, *): no meaningful change.' }
    ) {
        $compared = New-MeasuredChange -After (Get-TestTime $After) | Compare-Baseline
        $compared | Should -BeOfType ([JobOps.Measurements.Comparison])
        "$($compared.Verdict)" | Should -Be $Verdict
        $compared.Metric, $compared.Unit, $compared.BeforeCount, $compared.AfterCount, $compared.Primary | Should -Be 'numbers in ms', ms, 30, 30, $true
        $compared.Sentence | Should -BeLike "Numbers in ms are $Says"
        $compared.Low | Should -BeLessOrEqual $compared.Ratio
        $compared.High | Should -BeGreaterOrEqual $compared.Ratio
    }

    It 'takes another margin: <Meaningful>' -ForEach @(
        @{ Meaningful = '60%'; Verdict = 'NoMeaningfulChange' }
        @{ Meaningful = 0.6; Verdict = 'NoMeaningfulChange' }
        @{ Meaningful = '48%'; Verdict = 'CannotTell' }
    ) {
        "$((Compare-Baseline (New-MeasuredChange) -Meaningful $Meaningful).Verdict)" | Should -Be $Verdict
    }

    It 'takes no margin that is none: <_>' -ForEach '0%', '-5%', 'much', 'NaN', '∞' {
        (Get-TestError { Compare-Baseline C1 -Meaningful $_ }).FullyQualifiedErrorId | Should -BeLike '*Argument*,JobOps.Cmdlets.CompareBaselineCommand'
    }

    It 'compares equal constants, numbers below zero and zeros: <Before> and <After>' -ForEach @(
        @{ Before = @(7) * 10; After = @(7) * 10; Verdict = 'NoMeaningfulChange'; Says = '*exactly*' }
        @{ Before = @(0) * 10; After = @(0) * 10; Verdict = 'NoMeaningfulChange'; Says = '*exactly*' }
        @{ Before = -10..9; After = -10..9; Verdict = 'CannotTell'; Says = '*' }
    ) {
        $compared = Compare-Baseline (New-MeasuredChange $Before $After)
        "$($compared.Verdict)" | Should -Be $Verdict
        $compared.Sentence | Should -BeLike $Says
        "$($compared.Before) $($compared.After) $($compared.Ratio) $($compared.Low) $($compared.High)" | Should -Not -Match 'NaN|∞'
    }

    It 'cannot tell from one sample, and says how many it takes' {
        $compared = Compare-Baseline (New-MeasuredChange 100 50)
        "$($compared.Verdict)", $LASTEXITCODE | Should -Be 'CannotTell', 3
        $compared.Sentence | Should -Be 'Numbers in ms (100 → 50 ms): cannot tell; 1 sample is too few, it takes at least 5 a phase.'
    }

    It 'compares by the last of several measurements of a phase' {
        $changeId = New-MeasuredChange
        $null = Get-TestTime 150 | Measure-Baseline $changeId After -Unit ms
        "$((Compare-Baseline $changeId).Verdict)" | Should -Be 'Worse'
    }

    It 'says what is missing: <Phase>' -ForEach @(
        @{ Phase = 'Before'; Prepare = { } }
        @{ Phase = 'After'; Prepare = { $null = 1..5 | Measure-Baseline $changeId Before -Unit ms; Set-Change $changeId Applied -Command x } }
    ) {
        $changeId = (Open-TestChange).ChangeId
        & $Prepare
        $failure = Get-TestError { Compare-Baseline $changeId }
        $failure.FullyQualifiedErrorId, $failure.Exception.Error.Expected |
            Should -Be 'JobOps.BaselineMissing,JobOps.Cmdlets.CompareBaselineCommand', "a baseline of the phase $Phase"
    }

    It 'says that there is no such change, and no such metric' {
        (Get-TestError { Compare-Baseline C999 }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotFound,*'
        $LASTEXITCODE | Should -Be 65
        $failure = Get-TestError { Compare-Baseline (New-MeasuredChange) -Primary 'error rate' }
        $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.MetricNotMeasured,*'
        $failure.Exception.Error.Actual | Should -BeLike '*numbers in ms*'
    }
}

Describe 'A script that compares' {
    BeforeAll {
        $script = "$TestDrive/compare.ps1"
        Set-Content -LiteralPath $script "Import-Module '$ManifestPath'; Compare-Baseline `$env:CHANGE"
    }

    It 'ends with <Code>, if it is <Verdict>' -ForEach @(
        @{ Verdict = 'better'; After = 50; Count = 30; Code = 0 }
        @{ Verdict = 'worse'; After = 150; Count = 30; Code = 2 }
        @{ Verdict = 'cannot tell'; After = 100; Count = 4; Code = 3 }
    ) {
        $changeId = New-MeasuredChange (Get-TestTime 100 $Count) (Get-TestTime $After $Count)
        $ended = Invoke-TestPwsh -File $script -Environment @{ JOBOPS_LEDGER = $location; CHANGE = "$changeId" }
        $ended.ExitCode | Should -Be $Code -Because "$($ended.Output) $($ended.Errors)"
        $ended.Output | Should -Match 'numbers in ms'
    }
}
