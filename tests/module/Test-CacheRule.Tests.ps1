BeforeDiscovery {
    $skip = if (-not (Get-Command nginx -ErrorAction Ignore)) { 'nginx is not installed: apt-get install nginx-light' }
}

BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/CacheSupport.ps1
    $location = New-TestLedger
    Register-CacheRule products '/shop/*' -Ttl 10m -BypassWhen @{ Cookie = 'session' } -ShouldCache /shop/p/1 -ShouldNotCache /account -Why w
    $env:JOBOPS_TEST_ANNA = 'session=anna'
    $ben = ConvertTo-SecureString 'session=ben' -AsPlainText -Force
    if (Get-Command nginx -ErrorAction Ignore) {
        $good, $bad, $origin, $other = 1..4 | ForEach-Object { Get-FreePort }
        $nginx = @(
            Start-TestNginx $good $origin (New-Item -ItemType Directory $TestDrive/good) 'proxy_cache_bypass $cookie_session; proxy_no_cache $cookie_session;'
            Start-TestNginx $bad $other (New-Item -ItemType Directory $TestDrive/bad) 'proxy_ignore_headers Cache-Control; proxy_cache_valid 10m;'
        )
    }
}
AfterAll {
    Disconnect-JobLedger
    $nginx | ForEach-Object { Stop-TestServer $_ }
    $env:JOBOPS_TEST_ANNA = $null
}

Describe 'Test-CacheRule' {
    BeforeEach { if ($skip) { Set-ItResult -Skipped -Because $skip } }

    It 'passes where the cache does what the rule says' {
        $found = Test-CacheRule products -BaseUri "http://127.0.0.1:$good" -LoggedIn @{ Cookie = 'env:JOBOPS_TEST_ANNA' } -SecondUser @{ Cookie = $ben }
        $found.Status | Should -Be 'Passed', 'Passed'
        $found.Page | Should -Be '/shop/p/1', '/account'
        (Get-CacheRule products -Test -Last 1).Passed | Should -BeTrue
        ($found | Out-String -Width 80) | Should -Match 'passed +products +/shop/p/1 +status 200, X-Cache: HIT'
    }

    It 'finds a personal page in the cache and one body for two users, with what to do' {
        $found = Test-CacheRule products -BaseUri "http://127.0.0.1:$bad" -LoggedIn @{ Cookie = 'env:JOBOPS_TEST_ANNA' } -SecondUser @{ Cookie = $ben }
        ($found | Where-Object Page -EQ /account).Kind | Should -Be 'PersonalPageCached', 'BodyOfAnother'
        $found.Remedy | Should -Not -Contain $null
        $kept = Get-CacheRule products -Test -Last 1
        $kept.Passed | Should -BeFalse
        ($kept | ConvertTo-Json -Depth 6) | Should -Not -Match 'anna|session=ben'
    }

    It 'ends a script with 2 where an example failed, and with 0 where none did' {
        foreach ($one in ($bad, 2), ($good, 0)) {
            $port, $code = $one
            $ended = Invoke-TestPwsh "Test-CacheRule products -BaseUri http://127.0.0.1:$port" -Environment @{ JOBOPS_LEDGER = $location }
            $ended.ExitCode | Should -Be $code -Because "$($ended.Output) $($ended.Errors)"
        }
    }
}

Describe 'Test-CacheRule without a site' {
    It 'says that nothing answers' {
        (Test-CacheRule -BaseUri http://127.0.0.1:1).Kind | Should -Be 'NoAnswer', 'NoAnswer'
    }

    It 'takes no cookie that is typed, and says which reference cannot be read' {
        $plain = Get-TestError { Test-CacheRule -BaseUri http://127.0.0.1:1 -LoggedIn @{ Cookie = 'session=typed' } }
        $plain.Exception.Error.Id | Should -Be 'CacheSecretPlain'
        "$($plain.Exception.Error)" | Should -Not -Match 'typed'
        $unset = Get-TestError { Test-CacheRule -BaseUri http://127.0.0.1:1 -LoggedIn @{ Cookie = 'env:JOBOPS_TEST_NOBODY' } }
        $unset.Exception.Error.Id | Should -Be 'CacheSecretUnreadable'
    }

    It 'reports a rule that is not there and an address that is none' {
        (Get-TestError { Test-CacheRule nosuch -BaseUri http://127.0.0.1:1 }).Exception.Error.Id | Should -Be 'CacheRuleNotFound'
        (Get-TestError { Test-CacheRule products -BaseUri shop }).Exception.Error.Id | Should -Be 'CacheTargetInvalid'
    }
}
