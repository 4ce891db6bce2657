BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    $words = @{ Match = '/shop/*'; Ttl = '10m'; ShouldCache = '/shop/p/1'; Why = 'nine of ten requests' }
}
AfterAll { Disconnect-JobLedger }

Describe 'Register-CacheRule' {
    It 'keeps a rule with all that was said of it' {
        $rule = Register-CacheRule checkout-bypass @words -BypassWhen @{ Cookie = 'session'; Query = 'a', 'b' } -ShouldNotCache /cart, /account `
            -Key 'page:{route}' -PassThru
        $rule.BypassWhen.Cookie | Should -Be 'session'
        $rule.BypassWhen.Query | Should -Be 'a', 'b'
        $rule.ShouldNotCache | Should -Be '/cart', '/account'
        $rule.Ttl | Should -Be ([timespan]'00:10:00')
        (Get-CacheRule CHECKOUT-bypass).Key | Should -Be 'page:{route}'
    }

    It 'changes nothing where it is so already, and puts another in its place otherwise' {
        (Register-CacheRule twice @words -PassThru).Revision | Should -Be 1
        (Register-CacheRule twice @words -PassThru).Unchanged | Should -BeTrue
        (Register-CacheRule twice '/shop/*' -Ttl 1h -ShouldCache /shop/p/1 -Why other -PassThru).Revision | Should -Be 2
    }

    It 'reads rules from a strict file, piped in as well' {
        Set-Content $TestDrive/shop.cacherules.json '{ "rules": [ { "name": "one", "match": "/a", "ttl": "7d", "shouldCache": ["/a"], "why": "w" },
            { "name": "two", "match": "/b", "ttl": "30s", "shouldCache": ["/b"], "why": "w" } ] }'
        (Get-Item $TestDrive/shop.cacherules.json | Register-CacheRule -PassThru).Name | Should -Be 'one', 'two'
        Set-Content $TestDrive/wrong.cacherules.json '{ "rules": [ { "name": "three", "mach": "/a" } ] }'
        $found = Get-TestError { Register-CacheRule -Path $TestDrive/wrong.cacherules.json }
        $found.Exception.Error.Id | Should -Be 'CacheRuleFileInvalid'
        $found.Exception.Error.Actual | Should -Match ([regex]::Escape("expected 'match' (did you mean that?)"))
    }

    It 'says what is wrong with a rule, under -WhatIf as well' {
        $found = Get-TestError { Register-CacheRule other /blog -Ttl 10m -ShouldCache /shop -Why w -WhatIf }
        $found.Exception.Error.Id | Should -Be 'CacheRuleInvalid'
        $found.Exception.Error.Actual | Should -Match 'a page that the rule is about'
        (Get-TestError { Register-CacheRule other @words -BypassWhen @{ Coookie = 'x' } }).Exception.Error.Actual | Should -Match 'Cookie, Header or Query'
    }

    It 'registers nothing under -WhatIf' {
        Register-CacheRule never @words -WhatIf
        Get-CacheRule nev* | Should -BeNullOrEmpty
    }
}
