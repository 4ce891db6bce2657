BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    $changeId = New-MeasuredChange
    $sentence = (Compare-Baseline $changeId).Sentence
    Push-Location $TestDrive
}
AfterAll {
    Pop-Location
    Disconnect-JobLedger
}

Describe 'Show-Comparison' {
    It 'writes a page with the sentence, which needs nothing beside it' {
        $file = Show-Comparison $changeId
        $file.FullName | Should -Be (Join-Path (Get-Item $TestDrive).FullName "$changeId.html")
        $page = Get-Content -LiteralPath $file -Raw
        $page | Should -BeLike '<!DOCTYPE html>*<svg*</html>*'
        [System.Net.WebUtility]::HtmlDecode($page).Contains($sentence) | Should -BeTrue
        $page | Should -Match "$changeId`: Cache the product page"
        $page | Should -Not -Match '(?i)(src|href)\s*=\s*"?\s*(https?:|//)|@import|<script[^>]+src'
        @(Get-ChildItem $TestDrive -Filter *.tmp) | Should -BeNullOrEmpty
    }

    It 'writes it where it is told to, and replaces what is there' {
        Set-Content ./kept.html 'old'
        (Get-Change $changeId | Show-Comparison -Path ./kept.html).Name | Should -Be 'kept.html'
        Get-Content ./kept.html -Raw | Should -BeLike '<!DOCTYPE html>*'
    }

    It 'draws it in 80 columns of the terminal, without colour' {
        $lines = Show-Comparison $changeId -Terminal
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $lines -join '' | Should -Not -Match '\e'
        ($lines -join ' ') -replace '\s+', ' ' | Should -BeLike "*$sentence*"
        "$lines" | Should -Match 'before .*median 105 ms.*after .*median 55 ms'
        (Show-Comparison $changeId -Terminal -Ascii | Select-Object -Skip 3) -join '' | Should -Not -Match '[░▒█┃│├─●]'
    }

    It 'shows what a margin makes of it' {
        "$(Show-Comparison $changeId -Terminal -Meaningful 60%)" | Should -Match 'no meaningful change.*margin 60 %'
        [System.Net.WebUtility]::HtmlDecode((Get-Content (Show-Comparison $changeId ./wide.html -Meaningful 60%) -Raw)) | Should -Match 'no meaningful change'
    }

    It 'writes nothing with -WhatIf, nor where it cannot' {
        Show-Comparison $changeId ./not.html -WhatIf | Should -BeNullOrEmpty
        './not.html' | Should -Not -Exist
        $failure = Get-TestError { Show-Comparison $changeId ./nosuch/page.html }
        $failure.FullyQualifiedErrorId | Should -Be 'JobOps.ComparisonNotWritten,JobOps.Cmdlets.ShowComparisonCommand'
    }

    It 'says what is missing' {
        (Get-TestError { Show-Comparison C999 }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotFound,*'
        (Get-TestError { Show-Comparison (Open-TestChange).ChangeId -Terminal }).FullyQualifiedErrorId | Should -BeLike 'JobOps.BaselineMissing,*'
    }
}
