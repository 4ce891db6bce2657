BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob works -Steps @{ run = 'true |undo| true' }
    Register-TestJob fails -Steps @{ run = 'false |undo| true' }

    function Open-TestChange([string] $Scope, [string] $Owner = 'shop team') {
        $change = New-Change "Change $Scope" -Owner $Owner -ExpectedResult 'It is fast.' -RollbackNote 'Set it back.' -Scope $Scope `
            -CurrentBehavior @{ Route = $Scope; ExpectedInput = 'a number'; SlowQuery = 'GET'; NoticedAt = 'the title' }
        Set-Change $change.ChangeId Measured -Reason 'nothing to measure'
        $change.ChangeId
    }
    function Get-TestMetric([string] $Name, [hashtable] $With = @{}) { (Get-DeliveryMetric @With).Where({ $_.Metric -eq $Name }) }

    # One that works, one that fails and is undone, one that does the first one again; and one of others.
    $first = Open-TestChange /shop/a
    $null = Start-Job works -Wait -Change $first
    $null = Write-ChangeNote $first -Reason 'It was slow.'
    Complete-Change $first
    $bad = Open-TestChange /shop/b
    $null = Start-Job fails -Wait -Change $bad -ErrorAction SilentlyContinue
    $null = Invoke-Rollback -Change $bad -Confirm:$false
    $null = Start-Job works -Wait -Change (Open-TestChange /shop)
    Set-Change (Open-TestChange /search 'search team') Applied
    $null = Open-TestChange /never
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-DeliveryMetric' {
    It 'gives the five figures of DORA, each with its count' {
        $metrics = Get-DeliveryMetric
        $metrics.Metric | Should -Be 'deployment frequency', 'lead time for changes', 'change failure rate', 'failed deployment recovery time', 'rework rate'
        $metrics | Should -HaveCount 5
        $metrics | ForEach-Object { "$($_.Count) of $($_.Of)" } | Should -Be '4 of ', '4 of 4', '1 of 4', '1 of 1', '1 of 4'
    }

    It 'says of what few changes allow no more than they do' {
        # A ledger of today knows nothing of a week.
        (Get-TestMetric 'deployment frequency').Value | Should -Be $null
        "$(Get-TestMetric 'deployment frequency')" | Should -Match '^4 changes were applied in .*: too few days'
        $lead = Get-TestMetric 'lead time for changes'
        $lead.Value | Should -BeGreaterThan 0
        $lead.Low, $lead.High | Should -Be $null, $null
    }

    It 'tells a rate with its interval' {
        $rate = Get-TestMetric 'change failure rate'
        $rate.Value | Should -Be 0.25
        [math]::Round($rate.Low, 3), [math]::Round($rate.High, 3) | Should -Be 0.046, 0.699
        "$rate" | Should -Be '1 of 4 applied changes failed: 25 %, 95 % from 4.6 % to 70 %.'
    }

    It 'tells of an owner, however it is written' {
        (Get-TestMetric 'change failure rate' @{ Owner = 'SHOP team' }).Of | Should -Be 3
        $none = Get-TestMetric 'change failure rate' @{ Owner = 'nobody' }
        $none.Value | Should -Be $null
        "$none" | Should -Match 'of nobody .*too few'
    }

    It 'takes rework for what follows soon' {
        (Get-TestMetric 'rework rate' @{ ReworkWithin = '7d' }).Count | Should -Be 1
        (Get-TestMetric 'rework rate' @{ ReworkWithin = '1ms' }).Count | Should -Be 0
    }

    It 'tells of the time that was asked for' {
        (Get-DeliveryMetric -Since (Get-Date).AddDays(-60) -Until (Get-Date).AddDays(-30)).ForEach('Count') | Should -Be 0, 0, 0, 0, 0
    }

    It 'refuses <Command>' -ForEach @(
        @{ Command = 'Get-DeliveryMetric -Since 2020-02-01 -Until 2020-01-01' }
        @{ Command = 'Get-DeliveryMetric -Since 2020-01-01 -Until 2020-01-01' }
        @{ Command = 'Get-DeliveryMetric -Since 2100-01-01' }
        @{ Command = 'Get-DeliveryMetric -ReworkWithin ([timespan]::Zero)' }
        @{ Command = 'Get-DeliveryMetric -ReworkWithin ([timespan]::FromDays(-7))' }
    ) {
        $problem = Get-TestError ([scriptblock]::Create($Command))
        $problem.FullyQualifiedErrorId | Should -Be 'JobOps.DeliveryQueryInvalid,JobOps.Cmdlets.GetDeliveryMetricCommand'
        $problem.CategoryInfo.Category | Should -Be InvalidArgument
        $problem.Exception.Error.RetrySafety | Should -Be SafeAfter
    }

    It 'refuses what is no length of time when it is bound' {
        (Get-TestError { Get-DeliveryMetric -ReworkWithin 7 }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentTransformationError'
    }

    It 'is a table and a list that a person reads' {
        (Get-DeliveryMetric | Out-String -Width 80) | Should -Match '(?m)^change failure rate +25 % +4.6 % to 70 % 1 of 4'
        (Get-TestMetric 'rework rate' | Format-List | Out-String -Width 80) | Should -Match '(?m)^Sentence +: 1 of 4 applied changes altered'
    }
}
