BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
}
AfterAll { Disconnect-JobLedger }

Describe 'Set-JobEnvironment' {
    It 'makes an environment, and a new version of it where something changes' {
        Set-JobEnvironment staging -Setting @{ url = 'http://staging'; workers = 2; debug = $true } -Secret @{ db = 'env:SHOP_DB' }
        $changed = Set-JobEnvironment STAGING @{ workers = 8 } -Remove debug -PassThru
        $changed.Name, $changed.Version | Should -Be 'staging', 2
        $changed.Settings.Keys | Should -Be 'url', 'workers'
        $changed.Settings['workers'] | Should -Be 8
        $changed.Secrets['db'] | Should -Be 'env:SHOP_DB'
    }

    It 'says with -Verbose that it is so already, and makes no version' {
        "$(Set-JobEnvironment staging @{ workers = 8 } -Verbose 4>&1)" | Should -Match "Environment 'staging' is set so already"
        (Get-JobEnvironment staging).Version | Should -Be 2
    }

    It 'is silent unless asked, and changes nothing under -WhatIf' {
        Set-JobEnvironment staging @{ workers = 9 } -WhatIf | Should -BeNullOrEmpty
        (Get-JobEnvironment staging).Settings['workers'] | Should -Be 8
    }

    It 'names every mistake at once, never repeats what may be a secret, and changes nothing' {
        $failure = Get-TestError {
            Set-JobEnvironment staging @{ list = 1, 2; 'a b' = 1 } -Secret @{ db = 'Tr0ub4dor&3' } -ErrorAction Stop
        }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.EnvironmentInvalid'
        $failure.Exception.Error.Actual | Should -Match "list: expected a text, a number, true or false"
        $failure.Exception.Error.Actual | Should -Match "'a b': expected a name"
        $failure.Exception.Error.Actual | Should -Match 'the secret db: expected a reference'
        "$failure" | Should -Not -Match 'Tr0ub4dor'
        (Get-JobEnvironment staging).Secrets['db'] | Should -Be 'env:SHOP_DB'
    }

    It 'refuses it under -WhatIf, too' {
        (Get-TestError { Set-JobEnvironment x @{ n = @() } -WhatIf }).FullyQualifiedErrorId | Should -Match '^JobOps.EnvironmentInvalid'
    }
}

Describe 'A job in its environment' {
    BeforeAll {
        Set-JobEnvironment test @{ greeting = 'Grüß Gott'; workers = 3 } -Secret @{ token = 'env:JOBOPS_TEST_TOKEN' }
        $env:JOBOPS_TEST_TOKEN = 'Tr0ub4dor&3'
    }
    AfterAll { $env:JOBOPS_TEST_TOKEN = $null }

    It 'fills a job file from it, and the run keeps the version' {
        Register-TestJob greets -Steps @{ say = 'echo "${environment.greeting}, ${environment.workers}"' }
        $run = Start-Job greets -Environment Test -Wait
        $run.Environment, $run.EnvironmentVersion | Should -Be 'test', 1
        (Get-JobLog $run.RunId).Text | Should -Contain 'Grüß Gott, 3'
        ($run | Format-List | Out-String) | Should -Match 'Environment +: test, version 1'
    }

    It 'is what $JobEnvironment is in a runbook, secrets as SecureString and masked' {
        $runbook = New-TestRunbook Speak @'
Invoke-JobStep say {
    "$($JobEnvironment.greeting) $($JobEnvironment.workers.GetType().Name) $($JobEnvironment.token.GetType().Name)"
    [System.Net.NetworkCredential]::new('', $JobEnvironment.token).Password
}
'@
        $null = Invoke-Runbook $runbook -Environment test
        $lines = (Get-JobLog -RunId (Get-JobRun -Last 1).RunId).Text
        $lines | Should -Contain 'Grüß Gott Int64 SecureString'
        $lines | Should -Contain '***'
        "$lines" | Should -Not -Match 'Tr0ub4dor'
    }

    It 'is the same in a runbook that a worker executes, and in a block' {
        $runbook = New-TestRunbook Hosted 'Invoke-JobStep say { "$($JobEnvironment.greeting) $($JobEnvironment.token.Length)" }'
        Register-JobDefinition $runbook
        $run = Start-Job Hosted -Environment test
        $null = Start-JobWorker -UntilEmpty
        (Get-JobRun $run.RunId).Status | Should -Be 'Succeeded'
        (Get-JobLog $run.RunId).Text | Should -Contain 'Grüß Gott 11'
    }

    It 'is nothing in a runbook without one' {
        $runbook = New-TestRunbook Alone 'Invoke-JobStep say { "[$JobEnvironment]" }'
        $JobEnvironment = 'of the session'
        $null = Invoke-Runbook $runbook
        (Get-JobLog -RunId (Get-JobRun -Last 1).RunId).Text | Should -Contain '[]'
        $JobEnvironment | Should -Be 'of the session'
    }

    It 'says in a runbook what a secret lacks only where the script names it' {
        Set-JobEnvironment test -Secret @{ absent = 'env:JOBOPS_TEST_NOT_SET' }
        $null = Invoke-Runbook (New-TestRunbook Unneeded 'Invoke-JobStep say { $JobEnvironment.greeting }') -Environment test
        (Get-JobRun -Last 1).Status | Should -Be 'Succeeded'
        $null = Get-TestError { Invoke-Runbook (New-TestRunbook Needed 'Invoke-JobStep say { $JobEnvironment.absent }') -Environment test }
        (Get-JobRun -Last 1).Status | Should -Be 'Failed'
        (Get-JobRun -Last 1).Error.Actual | Should -Match 'JOBOPS_TEST_NOT_SET'
    }

    It 'reads a secret from a vault of SecretManagement' {
        # A stand-in: the module is in no feed here. The real one has the same command.
        $modules = New-Item -ItemType Directory "$TestDrive/Modules/Microsoft.PowerShell.SecretManagement" -Force
        Set-Content "$modules/Microsoft.PowerShell.SecretManagement.psm1" @'
function Get-Secret([string] $Name, [string] $Vault) {
    if ($Name -ne 'shop db') { throw "The secret $Name was not found." }
    ConvertTo-SecureString "of $Vault, Straße" -AsPlainText -Force
}
'@
        $before = $env:PSModulePath
        $env:PSModulePath = "$TestDrive/Modules$([System.IO.Path]::PathSeparator)$before"
        try {
            Set-JobEnvironment vaulted -Secret @{ db = 'vault:Ops/shop db' }
            Register-TestJob uses -Steps @{ run = 'printf %s "$DB" > "$(pwd)/seen"' } -Policies @{ steps = @(@{
                        name = 'run'; command = @('sh', '-c', 'printf %s "$DB" > seen'); environment = @{ DB = '${environment.secrets.db}' }
                    }) }
            (Start-Job uses -Environment vaulted -Wait).Status | Should -Be 'Succeeded'
            Get-Content "$TestDrive/seen" | Should -Be 'of Ops, Straße'
            Set-JobEnvironment vaulted -Secret @{ db = 'vault:nosuch' }
            $failure = Get-TestError { Start-Job uses -Environment vaulted -Wait }
            $failure.Exception.Error.Id | Should -Be 'EnvironmentSecretUnreadable'
            $failure.Exception.Error.Actual | Should -Match 'The secret nosuch was not found'
        } finally { $env:PSModulePath = $before }
    }

    It 'is refused where the job is for others, and where a runbook says so below .NOTES' {
        Register-TestJob only -Policies @{ environments = @('production') }
        (Get-TestError { Start-Job only -Environment test }).FullyQualifiedErrorId | Should -Match '^JobOps.EnvironmentRefused'
        $notes = "Owner: test team`nExpectedResult: It works.`nRollbackNote: Nothing.`nEnvironments: staging, production"
        $runbook = New-TestRunbook Placed 'Invoke-JobStep say { 1 }' $notes
        (Get-TestError { Invoke-Runbook $runbook -Environment test }).FullyQualifiedErrorId | Should -Match '^JobOps.EnvironmentRefused'
        (Get-JobDefinition only | Format-List | Out-String) | Should -Match 'only for production'
    }
}

Describe 'Set-JobEnvironment -ApprovalFrom' {
    It 'says who has to approve, as a new version, and takes it back' {
        $set = Set-JobEnvironment guarded -ApprovalFrom release-managers, anna -ApprovalWithin 4h -ApproveRollback -PassThru
        $set.Approval.From | Should -Be 'release-managers', 'anna'
        $set.Approval.Within, $set.Approval.Rollback | Should -Be ([timespan]'04:00:00'), $true
        ($set | Format-List | Out-String) | Should -Match 'by release-managers or anna within 4 h, of rollbacks, too'
        (Set-JobEnvironment guarded @{ url = 'x' } -PassThru).Approval.From | Should -Be 'release-managers', 'anna'
        $anybody = Set-JobEnvironment guarded -ApprovalFrom * -PassThru
        $anybody.Approval.From.Count, $anybody.Approval.Within, $anybody.Approval.Rollback | Should -Be 0, ([timespan]'1.00:00:00'), $false
        $free = Set-JobEnvironment guarded -NoApproval -PassThru
        $free.Approval, $free.Version | Should -Be $null, ($anybody.Version + 1)
    }

    It 'changes nothing under -WhatIf, and names what is wrong' {
        Set-JobEnvironment guarded -ApprovalFrom anna -WhatIf
        (Get-JobEnvironment guarded).Approval | Should -BeNullOrEmpty
        $failure = Get-TestError { Set-JobEnvironment guarded -ApprovalFrom ' anna' -ApprovalWithin 100d -NoApproval }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.EnvironmentInvalid'
        $failure.Exception.Error.Actual | Should -Match "(?s)approval from.*' anna'.*approval within.*found both"
    }
}
