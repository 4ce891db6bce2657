BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Push-Location $TestDrive
    $change = New-MeasuredChange
    $earlier = [DateTimeOffset]::UtcNow.AddMinutes(-10).ToString('o')
    Set-Content ./app.log "$earlier all is well"
}
AfterAll { Pop-Location; Disconnect-JobLedger }

Describe 'Watch-Release' {
    It 'is quiet where nothing happens, and keeps that' {
        $item = Watch-Release $change 1s -LogFile ./app.log
        $LASTEXITCODE | Should -Be 0
        $item.Status | Should -Be 'Passed'
        $item.Actual | Should -Match '^0 errors in .*, 0 errors in .* before it$'
        $kept = Get-ChecklistResult watch-release -Change $change
        $kept.Items.Name | Should -Be 'app.log'
    }

    It 'ends early with 2 on a rise' {
        Set-Content ./loud.log (@("$earlier all is well") + @("$([DateTimeOffset]::UtcNow.AddMinutes(1).ToString('o')) error: no answer") * 20)
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $items = Get-Change $change | Watch-Release -For 10m -LogFile ./app.log, ./loud.log
        $LASTEXITCODE | Should -Be 2
        $watch.Elapsed.TotalMinutes | Should -BeLessThan 5
        $items.Status | Should -Be 'Passed', 'Failed'
        ($items | Out-String -Width 140) | Should -Match 'a rise: 20 errors in'
    }

    It 'knows what an error looks like by a pattern' {
        $item = Watch-Release $change -For 10m -LogFile ./loud.log -Pattern 'no answer$'
        $LASTEXITCODE | Should -Be 2
        $item.Evidence[0] | Should -Match 'no answer$'
    }

    It 'refuses <Case>' -ForEach @(
        @{ Case = 'a change that was not applied'; With = { (Open-TestChange).ChangeId }; Log = './app.log'; Id = 'ChangeNotApplied' }
        @{ Case = 'an unknown change'; With = { 'C999' }; Log = './app.log'; Id = 'ChangeNotFound' }
        @{ Case = 'a log that is not there'; With = { $change }; Log = './nosuch.log'; Id = 'WatchPlanInvalid' }
    ) {
        $of = & $With
        (Get-TestError { Watch-Release $of 1s -LogFile $Log }).Exception.Error.Id | Should -Be $Id
    }
}
