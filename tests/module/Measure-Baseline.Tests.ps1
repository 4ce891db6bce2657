BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger

    # A small shop that answers until it is closed.
    $script:shop = [hashtable]::Synchronized(@{
            Requests = [System.Collections.ArrayList]::Synchronized([System.Collections.ArrayList]::new()); Queries = 0; Log = "$TestDrive/query.log"
        })
    Set-Content -LiteralPath $shop.Log ''
    $shop.Listener = [System.Net.HttpListener]::new()
    do {
        $script:site = "http://127.0.0.1:$(Get-Random -Minimum 20000 -Maximum 50000)/"
        $shop.Listener.Prefixes.Clear()
        $shop.Listener.Prefixes.Add($site)
        try { $shop.Listener.Start() } catch [System.Net.HttpListenerException] { $null = $_ }
    } until ($shop.Listener.IsListening)
    $script:serving = [powershell]::Create()
    $null = $serving.AddScript({
            param($shop)
            while ($shop.Listener.IsListening) {
                try { $context = $shop.Listener.GetContext() } catch { return }
                $request, $answer = $context.Request, $context.Response
                $body = [System.IO.StreamReader]::new($request.InputStream).ReadToEnd()
                $null = $shop.Requests.Add("$($request.HttpMethod) $($request.RawUrl) $($request.Headers['X-Key']) $($request.Headers['Cookie']) $body")
                $shop.Queries += 3
                [System.IO.File]::AppendAllText($shop.Log, "SELECT 1`nSELECT 2`nquit`n")
                switch -Wildcard ($request.RawUrl) {
                    '/login' { $answer.Headers.Add('Set-Cookie', 'sid=s3cret; Path=/') }
                    '/fails' { $answer.StatusCode = 503 }
                    '/moved' { $answer.StatusCode = 302; $answer.Headers.Add('Location', '/elsewhere') }
                }
                $answer.Headers.Add('X-Query-Count', '3')
                $answer.Headers.Add('X-Cache', 'MISS')
                $answer.OutputStream.Write([byte[]](104, 105))
                $answer.Close()
            }
        }).AddArgument($shop)
    $script:serve = $serving.BeginInvoke()

    function Get-TestSample($Baseline) {
        $location = [JobOps.Ledger.LedgerLocation]::Parse((Get-JobLedger).Location)
        $ledger = [JobOps.Ledger.LedgerFactory]::Instance.OpenAsync($location).GetAwaiter().GetResult()
        try { $ledger.Baselines.GetSamplesAsync($Baseline.BaselineId).GetAwaiter().GetResult() }
        finally { $null = $ledger.DisposeAsync().AsTask().GetAwaiter().GetResult() }
    }
}
AfterAll {
    $shop.Listener.Close()
    $null = $serving.EndInvoke($serve)
    $serving.Dispose()
    Disconnect-JobLedger
}

Describe 'Measure-Baseline' {
    BeforeEach {
        $script:change = Open-TestChange
        $shop.Requests.Clear()
    }

    It 'measures an address before the change, and after it without a word more' {
        $before = Measure-Baseline $change.ChangeId -Phase Before -Uri "${site}shop" -Count 5 -WarmUp 1 -DatabaseCallHeader X-Query-Count
        $before | Should -BeOfType ([JobOps.Measurements.Baseline])
        $before.Target, $before.Count, $before.WarmUp, "$($before.Source)" | Should -Be "${site}shop", 5, 1, 'Uri'
        (Get-Change $change.ChangeId).Status | Should -Be 'Measured'
        $sample = (Get-TestSample $before)[0]
        $sample.Status, $sample.DatabaseCalls, "$($sample.Cache)", $sample.Bytes | Should -Be 200, 3, 'Miss', 2

        Set-Change $change.ChangeId -Status Applied -Command 'edited nginx.conf'
        $after = Get-Change $change.ChangeId | Measure-Baseline -Phase After
        "$($after.Phase)", $after.Target, $after.Count, $after.DatabaseCalls.Header | Should -Be 'After', "${site}shop", 5, 'X-Query-Count'
        $shop.Requests.Count | Should -Be 12
        (Compare-Baseline $change.ChangeId)[0].BeforeCount | Should -Be 5
    }

    It 'sends what somebody who has logged in sends, and keeps none of it' {
        $null = Invoke-WebRequest "${site}login" -SessionVariable session -Headers @{ 'X-Key' = 'k3y' }
        $before = Measure-Baseline $change.ChangeId Before -Uri "${site}cart" -Method Post -Body 'q=1' -WebSession $session -Count 3
        $shop.Requests[-1] | Should -Be 'POST /cart k3y sid=s3cret q=1'
        $before.Request.Method, "$($before.Request.Headers)", "$($before.Request.Cookies)" | Should -Be 'POST', 'X-Key', 'sid'
        $before | ConvertTo-Json -Depth 5 | Should -Not -Match 's3cret|k3y|q=1'

        Set-Change $change.ChangeId -Status Applied -Command 'by hand'
        $missing = Get-TestError { Measure-Baseline $change.ChangeId -Phase After }
        $missing.FullyQualifiedErrorId | Should -BeLike 'JobOps.BaselineSecretsNeeded,*'
        "$missing" | Should -BeLike "*the header 'X-Key', the cookie 'sid', the body whose SHA-256 is *"
        $after = Measure-Baseline $change.ChangeId -Phase After -Headers @{ 'X-Key' = 'k3y' } -Cookie @{ sid = 's3cret' } -Body 'q=1'
        $after.Count, $shop.Requests[-1] | Should -Be 3, 'POST /cart k3y sid=s3cret q=1'
    }

    It 'measures both in turns where both can be reached' {
        $both = Measure-Baseline $change.ChangeId Before -Uri "${site}old" -Against "${site}new" -Count 2 -WarmUp 0
        $both.Phase | Should -Be Before, After
        $both.Target | Should -Be "${site}old", "${site}new"
        $shop.Requests.ForEach({ $_.Split(' ')[1] }) | Should -Be /old, /new, /new, /old
    }

    It 'measures a command without a shell' {
        $before = Measure-Baseline $change.ChangeId Before -Command sh, -c, 'printf "$1"', sh, 'it''s' -Count 2 -WarmUp 0
        $before.Target | Should -Be "sh -c 'printf `"`$1`"' sh 'it'\''s'"
        (Get-TestSample $before).Bytes | Should -Be 4, 4
        Set-Change $change.ChangeId -Status Applied -Command 'by hand'
        (Measure-Baseline $change.ChangeId After).Target | Should -Be $before.Target
    }

    It 'measures a script block in the session, whose errors are failures of samples' {
        $script:calls = 0
        $before = Measure-Baseline $change.ChangeId Before -Count 4 -WarmUp 0 -WarningVariable said -WarningAction SilentlyContinue -ScriptBlock {
            'dropped'
            if (++$script:calls -gt 2) { Get-Item /nosuch }
        }
        $before | Should -HaveCount 1
        $samples = Get-TestSample $before
        $samples.Error | Should -Be $null, $null, 'ItemNotFoundException', 'ItemNotFoundException'
        "$said" | Should -BeLike '*changed half-way: no error up to sample 2 of 4, then ItemNotFoundException.'
    }

    It 'counts database calls with a script block or in a log' {
        $before = Measure-Baseline $change.ChangeId Before -Uri $site -Count 2 -WarmUp 0 -DatabaseCallCounter { $shop.Queries }
        (Get-TestSample $before).DatabaseCalls | Should -Be 3, 3
        Push-Location $TestDrive
        $before = Measure-Baseline $change.ChangeId Before -Uri $site -Count 2 -WarmUp 0 -DatabaseCallLog query.log -DatabaseCallPattern '^SELECT'
        Pop-Location
        (Get-TestSample $before).DatabaseCalls | Should -Be 2, 2
        $before = Measure-Baseline $change.ChangeId Before -Uri $site -Count 2 -WarmUp 0 -DatabaseCallCounter { throw 'no rights' } -WarningVariable said -WarningAction SilentlyContinue
        (Get-TestSample $before).DatabaseCalls | Should -Be $null, $null
        "$said" | Should -Be 'The counter of database calls fails: no rights'
        (Get-TestError { Measure-Baseline $change.ChangeId Before -Uri $site -DatabaseCallLog $shop.Log }).FullyQualifiedErrorId |
            Should -BeLike 'JobOps.MeasuringPlanInvalid,*'
    }

    It 'takes numbers from the pipeline, finite ones only' {
        $before = 3, 0, -1.5 | Measure-Baseline $change.ChangeId Before -Unit points -HigherIsBetter
        $before.Count, $before.Unit, $before.HigherIsBetter | Should -Be 3, 'points', $true
        (Get-TestSample $before).Value | Should -Be 3, 0, -1.5
        $wrong = Get-TestError { 1, [double]::NaN | Measure-Baseline $change.ChangeId Before -Unit points }
        $wrong.FullyQualifiedErrorId | Should -BeLike 'JobOps.SampleInvalid,*'
        "$wrong" | Should -BeLike '*number 1, counted from 0*'
        (Get-TestError { @() | Measure-Baseline $change.ChangeId Before -Unit points }).FullyQualifiedErrorId | Should -BeLike 'JobOps.MeasuringPlanInvalid,*'
    }

    It 'refuses a second phase that is not of the same: <Of>' -ForEach @(
        @{ Of = 'another unit'; Member = 'the target'; Measure = { 1..3 | Measure-Baseline $change.ChangeId After -Unit rows } }
        @{ Of = 'another count'; Member = 'the count'; Measure = { 1..4 | Measure-Baseline $change.ChangeId After -Unit ms } }
        @{ Of = 'another target'; Member = 'the source'; Measure = { Measure-Baseline $change.ChangeId After -Command true -Count 3 -WarmUp 0 } }
    ) {
        $null = 1..3 | Measure-Baseline $change.ChangeId Before -Unit ms
        Set-Change $change.ChangeId Applied -Command 'by hand'
        $refused = Get-TestError $Measure
        $refused.FullyQualifiedErrorId | Should -BeLike 'JobOps.BaselineMismatch,*'
        "$refused" | Should -BeLike "*: $Member differs.*"
        $refused.Exception.Error.ExitCode | Should -Be 65
        (Get-Change $change.ChangeId).Baselines.Phase | Should -Be 'Before'
    }

    It 'measures before the change only until it is applied, and after it only from then on' {
        (Get-TestError { 1..3 | Measure-Baseline $change.ChangeId After -Unit ms }).FullyQualifiedErrorId | Should -BeLike 'JobOps.BaselineMissing,*'
        $null = 1..3 | Measure-Baseline $change.ChangeId Before -Unit ms
        (Get-TestError { 1..3 | Measure-Baseline $change.ChangeId After -Unit ms }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotApplied,*'
        Set-Change $change.ChangeId Applied -Command 'by hand'
        (Get-TestError { 1..3 | Measure-Baseline $change.ChangeId Before -Unit ms }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeAppliedAlready,*'
        Write-ChangeNote $change.ChangeId -Reason 'to be done'
        Complete-Change $change.ChangeId
        $ended = Get-TestError { 1..3 | Measure-Baseline $change.ChangeId After -Unit ms }
        $ended.FullyQualifiedErrorId, $ended.Exception.Error.Actual | Should -Be 'JobOps.ChangeEnded,JobOps.Cmdlets.MeasureBaselineCommand', 'it is completed'
    }

    It 'refuses an infinite number: <_>' -ForEach ([double]::PositiveInfinity), ([double]::NegativeInfinity) {
        $wrong = Get-TestError { 1, 2, $_ | Measure-Baseline $change.ChangeId Before -Unit ms }
        $wrong.FullyQualifiedErrorId | Should -BeLike 'JobOps.SampleInvalid,*'
        "$wrong" | Should -BeLike '*number 2, counted from 0*'
        (Get-Change $change.ChangeId).Status | Should -Be 'Open'
    }

    It 'leaves a target alone that answers with errors, unless it is told to go on' {
        $failing = Get-TestError { Measure-Baseline $change.ChangeId Before -Uri "${site}fails" }
        $failing.FullyQualifiedErrorId, $failing.Exception.Error.Actual | Should -Be 'JobOps.TargetAnswersErrors,JobOps.Cmdlets.MeasureBaselineCommand', 'status 503'
        $shop.Requests.Count | Should -Be 3
        (Measure-Baseline $change.ChangeId Before -Uri "${site}fails" -Count 4 -WarmUp 0 -Force).Count | Should -Be 4
    }

    It 'says that a target redirects' {
        $null = Measure-Baseline $change.ChangeId Before -Uri "${site}moved" -Count 2 -WarmUp 0 -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Be "2 of 2 answers were redirects to ${site}elsewhere: they were measured, and not followed."
    }

    It 'refuses what cannot be measured before it asks anybody' {
        (Get-TestError { Measure-Baseline C999 Before -Uri $site }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotFound,*'
        (Get-TestError { Measure-Baseline $change.ChangeId After -Uri $site }).FullyQualifiedErrorId | Should -BeLike 'JobOps.BaselineMissing,*'
        (Get-TestError { Measure-Baseline $change.ChangeId Before }).FullyQualifiedErrorId | Should -BeLike 'JobOps.MeasuringPlanInvalid,*'
        (Get-TestError { Measure-Baseline $change.ChangeId Before -Uri $site -Pace 5000 }).FullyQualifiedErrorId | Should -BeLike 'JobOps.MeasuringPlanInvalid,*'
        (Get-TestError { Measure-Baseline $change.ChangeId Before -Command nosuch-program }).FullyQualifiedErrorId |
            Should -BeLike 'JobOps.MeasuredCommandNotFound,*'
        Measure-Baseline $change.ChangeId Before -Uri $site -WhatIf
        $shop.Requests | Should -BeNullOrEmpty
        Set-Change $change.ChangeId -Status Abandoned -Reason 'not needed'
        (Get-TestError { Measure-Baseline $change.ChangeId Before -Uri $site }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeEnded,*'
    }

    It 'keeps what was measured until Ctrl+C' {
        $shell = Start-TestShell "Connect-JobLedger '$((Get-JobLedger).Location)'; Measure-Baseline $($change.ChangeId) Before -Uri $site -Count 5000"
        $limit = [datetime]::UtcNow.AddSeconds(30)
        while ($shop.Requests.Count -lt 20 -and [datetime]::UtcNow -lt $limit) { Start-Sleep -Milliseconds 5 }
        $shell.Shell.Stop()
        $shell.Shell.Dispose()
        $kept = @((Get-Change $change.ChangeId).Baselines)[0]
        $kept.EndedEarly | Should -Be "stopped after $($kept.Count) of 5000 samples"
        (Get-TestSample $kept).Count | Should -Be $kept.Count
    }

    It 'shows how far it is and takes the bar away' {
        $shell = Start-TestShell "Connect-JobLedger '$((Get-JobLedger).Location)'; Measure-Baseline $($change.ChangeId) Before -Uri $site -Count 5"
        $null = $shell.Shell.EndInvoke($shell.Call)
        $records = $shell.Shell.Streams.Progress.Where({ $_.Activity -like "Measuring $site*" })
        $shell.Shell.Dispose()
        $records.StatusDescription | Should -Contain 'Ended'
        "$($records[-1].RecordType)" | Should -Be 'Completed'
    }
}
