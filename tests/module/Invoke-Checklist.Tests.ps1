BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Push-Location (New-Item -ItemType Directory "$TestDrive/site")
    $question = '{ "name": "logs", "title": "The logs are quiet.", "attest": { "question": "What do they show?", "evidence": true } }'
    New-TestChecklist ./site.checklist.json @(
        '{ "name": "there", "title": "It is there.", "command": { "run": ["test", "-e", "${environment.file}"] } }'
        '{ "name": "script", "title": "The script passes.", "script": { "path": "look.ps1", "parameters": { "Word": "one two" } } }'
        $question
    )
    Set-Content ./look.ps1 'param($Word) "saw $Word"; if (-not (Test-Path good)) { throw "nothing good" }'
    Set-Content ./good x
    Set-Content ./shot.png picture
    Set-JobEnvironment staging @{ file = 'good' }
    $all = @{ Environment = 'staging'; Note = @{ logs = 'quiet' }; Evidence = @{ logs = './shot.png' } }
}
AfterAll { Pop-Location; Disconnect-JobLedger }

Describe 'Invoke-Checklist' {
    It 'writes each item as it is done, and keeps the whole' {
        $items = Invoke-Checklist site @all
        $items.Status | Should -Be 'Passed', 'Passed', 'Attested'
        $items[1].Evidence | Should -Be 'saw one two'
        $LASTEXITCODE | Should -Be 0
        $kept = Get-ChecklistResult site -Last 1
        $kept.Passed | Should -BeTrue
        $kept.Items[2].Attestation.EvidenceSha256 | Should -Be (Get-FileHash ./shot.png).Hash
    }

    It 'says what failed, what was found and what to do, and ends with 2' {
        $items = Invoke-Checklist ./site.checklist.json -Environment staging -NonInteractive
        $LASTEXITCODE | Should -Be 2
        $failed = $items | Where-Object Status -EQ Failed
        $failed.Actual | Should -Be 'nobody has answered'
        ($items | Out-String -Width 120) | Should -Match 'Failed +logs +nobody has answered\. Look, and answer'
    }

    It 'fails a script that throws' {
        Rename-Item ./good gone
        $items = Invoke-Checklist site @all
        Rename-Item ./gone good
        $items[1].Actual | Should -Match '^exit code 1 instead of 0: .*nothing good'
    }

    It 'asks a person, who may answer nothing' {
        $words = "Set-Location '$PWD'; " + 'Invoke-Checklist ./ask.checklist.json | ForEach-Object { "$($_.Status): $($_.Actual)" }; "ended $LASTEXITCODE"'
        New-TestChecklist ./ask.checklist.json '{ "name": "a", "title": "It is so.", "attest": "Is it so?" }'
        $asked = @{ Environment = @{ JOBOPS_LEDGER = $location }; Command = $words }
        $answered = Invoke-TestPwsh @asked -StandardInput "yes`n"
        $answered.Output | Should -Match 'Is it so\? \(empty: not done\)'
        $answered.Output | Should -Match 'Attested: yes[\r\n]+ended 0'
        (Invoke-TestPwsh @asked -StandardInput "`n").Output | Should -Match 'Failed: nobody has answered[\r\n]+ended 2'
    }

    It 'writes the reports that pipelines read' {
        $null = Invoke-Checklist site -Environment staging -NonInteractive -NUnitXml ./n.xml -JUnitXml ./j.xml
        $junit = [xml](Get-Content -Raw ./j.xml)
        $junit.testsuites.testsuite.testcase.name | Should -Be 'there', 'script', 'logs'
        $junit.testsuites.testsuite.failures | Should -Be 1
        $nunit = [xml](Get-Content -Raw ./n.xml)
        $nunit.'test-run'.result | Should -Be 'Failed'
        (Select-Xml -Xml $nunit -XPath '//test-case[@name="logs"]/failure/message').Node.InnerText | Should -Match 'Found: nobody has answered'
    }

    It 'says where a report cannot be written, with what was found in the ledger' {
        $before = (Get-ChecklistResult site).Count
        (Get-TestError { Invoke-Checklist site @all -JUnitXml ./nosuch/j.xml }).Exception.Error.Id | Should -Be 'ReportUnwritable'
        (Get-ChecklistResult site).Count | Should -Be ($before + 1)
    }

    It 'keeps for a change what was answered' {
        $change = Open-TestChange
        $null = Invoke-Checklist site @all -Change $change.ChangeId
        $again = Invoke-Checklist site -Environment staging -Change $change.ChangeId -NonInteractive
        $again.Status | Should -Be 'Passed', 'Passed', 'Attested'
        ($change | Get-ChecklistResult).Count | Should -Be 2
    }

    It 'refuses <Case> and looks at nothing' -ForEach @(
        @{ Case = 'an answer to no question'; With = @{ Note = @{ nosuch = 'x' } }; Id = 'ChecklistItemUnknown' }
        @{ Case = 'evidence that is not there'; With = @{ Evidence = @{ logs = 'nosuch' } }; Id = 'EvidenceUnreadable' }
        @{ Case = 'an unknown environment'; With = @{ Environment = 'nosuch' }; Id = 'EnvironmentNotFound' }
        @{ Case = 'an unknown change'; With = @{ Change = 'C999' }; Id = 'ChangeNotFound' }
    ) {
        $before = (Get-ChecklistResult).Count
        (Get-TestError { Invoke-Checklist site @With -NonInteractive }).Exception.Error.Id | Should -Be $Id
        (Get-ChecklistResult).Count | Should -Be $before
    }
}

Describe 'scripts/checks/Checklist.Tests.ps1' {
    It 'has a test for each item' {
        New-TestChecklist ./pipeline.checklist.json @(
            '{ "name": "good", "title": "It is good.", "command": { "run": ["true"] } }'
            '{ "name": "bad", "title": "It is not bad.", "remedy": "Mend it.", "command": { "run": ["false"] } }'
            '{ "name": "old", "title": "It is new.", "command": { "run": ["false"] } }'
            $question
        ) '{ "item": "old", "owner": "anna", "reason": "next week", "until": "9999-12-31" }'
        $file = Resolve-Path "$PSScriptRoot/../../scripts/checks/Checklist.Tests.ps1"
        $found = Invoke-TestPwsh -Environment @{ JOBOPS_LEDGER = $location } -Command @"
Set-Location '$PWD'
`$container = New-PesterContainer -Path '$file' -Data @{ Checklist = 'pipeline' }
`$result = Invoke-Pester -Container `$container -PassThru -Output None
`$result.Tests | ForEach-Object { "`$(`$_.Result) `$(`$_.ExpandedName)" }
`$result.Failed.ErrorRecord | ForEach-Object { `$_.Exception.Message }
"@
        $lines = $found.Output -split '\r?\n'
        $lines[0..3] | Should -Be 'Passed good: It is good.', 'Failed bad: It is not bad.', 'Skipped old: It is new.', 'Failed logs: The logs are quiet.'
        $found.Output | Should -Match 'because exit code 1 instead of 0\. Mend it\.'
    }
}
