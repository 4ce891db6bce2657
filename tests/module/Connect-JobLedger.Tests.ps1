BeforeAll {
    . $PSScriptRoot/Support.ps1

    $script:credential = [pscredential]::new('u', (ConvertTo-SecureString 'p' -AsPlainText -Force))

    # Errors of an operator's command, with what he has to know.
    function Assert-Refusal($ErrorRecord, [string] $Id, [string] $Category, [string] $RetrySafety) {
        ($ErrorRecord.FullyQualifiedErrorId -split ',')[0] | Should -Be "JobOps.$Id"
        $ErrorRecord.CategoryInfo.Category | Should -Be $Category
        $ErrorRecord.Exception.Error.RetrySafety | Should -Be $RetrySafety
        $ErrorRecord.ErrorDetails.RecommendedAction | Should -Be $ErrorRecord.Exception.Error.NextCommand.PowerShell
        "$ErrorRecord" | Should -Match 'Expected: .*\n.*Actual: .*\n.*Retry: '
    }
}
AfterAll { Disconnect-JobLedger }

Describe 'Connect-JobLedger' {
    It 'creates an embedded ledger relative to the current folder' {
        Push-Location $TestDrive
        try { $ledger = Connect-JobLedger sqlite:./here.db -PassThru } finally { Pop-Location }
        "$TestDrive/here.db" | Should -Exist
        $ledger.Provider | Should -Be 'sqlite'
        $ledger.Location | Should -Match 'here\.db$'
    }

    It 'is silent unless asked' {
        Connect-JobLedger "sqlite:$TestDrive/silent.db" | Should -BeNullOrEmpty
    }

    It 'is not needed: the default ledger is opened when it is used, and verbose says which' {
        $answer = Invoke-TestPwsh 'Get-JobRun -Verbose 4>&1' -Environment @{ JOBOPS_LEDGER = "sqlite:$TestDrive/default.db" }
        $answer.Output | Should -Match 'Opened the default ledger sqlite:.*default\.db'
    }

    It 'refuses a location that says no provider' {
        Assert-Refusal (Get-TestError { Connect-JobLedger ./ledger.db }) LedgerLocationInvalid NotInstalled SafeAfter
    }

    It 'refuses a file that is no ledger and leaves it as it is' {
        Set-Content -LiteralPath "$TestDrive/letter.db" 'Dear Sir'
        Assert-Refusal (Get-TestError { Connect-JobLedger "sqlite:$TestDrive/letter.db" }) LedgerNotALedger NotInstalled NotSafe
        Get-Content -LiteralPath "$TestDrive/letter.db" | Should -Be 'Dear Sir'
    }

    It 'refuses a ledger of a newer version' {
        $location = New-TestLedger
        Disconnect-JobLedger
        Invoke-TestSql $location "INSERT INTO SchemaVersion VALUES (999, 'future', 0, 'somebody')"
        Assert-Refusal (Get-TestError { Connect-JobLedger $location }) LedgerTooNew NotInstalled NotSafe
    }

    It 'refuses to write to a ledger in a folder that cannot be written' {
        if ($IsWindows -or (id -u) -eq 0) { Set-ItResult -Skipped -Because 'this user may write everywhere' }
        $null = New-Item -ItemType Directory "$TestDrive/closed"
        chmod 500 "$TestDrive/closed"
        (Get-TestError { Connect-JobLedger "sqlite:$TestDrive/closed/ledger.db" }).Exception.Error.RetrySafety | Should -Be 'SafeAfter'
    }

    It 'says that a server cannot be reached, without its password' {
        $failure = Get-TestError {
            Connect-JobLedger 'sqlserver:Server=tcp:127.0.0.1,1;Database=x;User ID=u;Password=geheim99;Connect Timeout=1;Encrypt=false'
        }
        Assert-Refusal $failure LedgerUnavailable ConnectionError SafeAfter
        ($failure | Format-List * -Force | Out-String) | Should -Not -Match 'geheim99'
    }

    It 'takes the login of a server from a credential' {
        $credential = [pscredential]::new('operator7', (ConvertTo-SecureString 'geheim88' -AsPlainText -Force))
        $failure = Get-TestError {
            Connect-JobLedger 'sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=1;Encrypt=false' -Credential $credential
        }
        $failure.Exception.Error.What | Should -Match 'operator7'
        $failure.Exception.Error.What | Should -Not -Match 'geheim88'
    }

    It 'warns of a password that was typed, and not of one from a credential' {
        $nowhere = 'sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=1;Encrypt=false'
        $null = Get-TestError { Connect-JobLedger "$nowhere;User ID=u;Password=geheim66" -WarningVariable script:typed -WarningAction SilentlyContinue }
        $null = Get-TestError { Connect-JobLedger $nowhere -Credential $credential -WarningVariable script:given -WarningAction SilentlyContinue }
        "$typed" | Should -Match 'holds a password.*-CredentialSecret'
        "$typed" | Should -Not -Match 'geheim66'
        $given | Should -BeNullOrEmpty
    }

    Context 'with a secret' {
        BeforeAll {
            # The module's interface, with a vault that holds three secrets.
            $folder = New-Item -ItemType Directory "$TestDrive/modules/Microsoft.PowerShell.SecretManagement"
            Set-Content "$folder/Microsoft.PowerShell.SecretManagement.psm1" @'
function Get-Secret {
    [CmdletBinding()] param([string] $Name)
    switch ($Name) {
        login { [pscredential]::new('operator9', (ConvertTo-SecureString 'geheim55' -AsPlainText -Force)) }
        text { ConvertTo-SecureString 'geheim55' -AsPlainText -Force }
        default { Write-Error "The secret $Name was not found." }
    }
}
'@
            $script:nowhere = 'sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=1;Encrypt=false'
            $script:modulePath = $env:PSModulePath
        }
        AfterEach {
            Remove-Module Microsoft.PowerShell.SecretManagement -ErrorAction Ignore
            $env:PSModulePath = $modulePath
        }

        It 'takes the login from the vault' {
            $env:PSModulePath = "$TestDrive/modules$([IO.Path]::PathSeparator)$modulePath"
            $failure = Get-TestError { Connect-JobLedger $nowhere -CredentialSecret login }
            $failure.Exception.Error.Id | Should -Be LedgerUnavailable
            $failure.Exception.Error.What | Should -Match 'operator9'
            ($failure | Format-List * -Force | Out-String) | Should -Not -Match 'geheim55'
        }

        It 'says what is wrong with a secret that is no login' -ForEach 'text', 'nothing' {
            $env:PSModulePath = "$TestDrive/modules$([IO.Path]::PathSeparator)$modulePath"
            Assert-Refusal (Get-TestError { Connect-JobLedger $nowhere -CredentialSecret $_ }) SecretUnusable NotInstalled SafeAfter
        }

        It 'says which module is missing, and does not ask a function of the same name' {
            if (Get-Module -ListAvailable Microsoft.PowerShell.SecretManagement) { Set-ItResult -Skipped -Because 'the module is installed here' }
            function global:Get-Secret { throw 'it was asked' }
            try { $failure = Get-TestError { Connect-JobLedger $nowhere -CredentialSecret login } } finally { Remove-Item function:global:Get-Secret }
            Assert-Refusal $failure SecretModuleMissing NotInstalled SafeAfter
        }
    }

    Context 'that fails' {
        BeforeAll { $script:real = New-TestLedger; Register-TestJob real }
        AfterAll { Disconnect-JobLedger }

        It 'leaves the session without a ledger: <What>' -ForEach @(
            @{ What = 'a mistyped location'; Location = './ledger.db'; Why = 'location cannot be read' }
            @{ What = 'a mistyped folder'; Location = 'sqlite:./nowhere/ledger.db'; Why = 'none was made' }
            @{ What = 'a server that does not answer'; Location = 'sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=1;Encrypt=false'; Why = 'does not answer' }
        ) {
            Connect-JobLedger $real
            $null = Get-TestError { Connect-JobLedger $Location }
            foreach ($command in { Get-JobRun }, { Start-Job real }, { Get-JobLedger }, { Test-JobLedger }, { Invoke-Runbook (New-TestRunbook any '1') }) {
                $failure = Get-TestError $command
                $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.LedgerNotConnected,'
                $failure.Exception.Error.Actual | Should -Match $Why
                $failure.Exception.Error.ExitCode | Should -Be 78
            }
            [System.Management.Automation.CommandCompletion]::CompleteInput('Start-Job re', 12, $null).CompletionMatches.CompletionText | Should -Not -Contain 'real'
            Connect-JobLedger $real
            (Get-JobDefinition).Name | Should -Be 'real'
        }

        It 'falls back to no other ledger, and a process ends with 78' {
            $folder = New-Item -ItemType Directory "$TestDrive/home-$(New-Guid)"
            $script = New-TestRunbook falls 'Invoke-JobStep only { 1 }'
            $answer = Invoke-TestPwsh "try { Connect-JobLedger sqlite:$TestDrive/nowhere/l.db } catch { } ; Invoke-Runbook '$script'" -Environment @{
                JOBOPS_LEDGER = $null; HOME = "$folder"; XDG_DATA_HOME = "$folder"
            }
            $answer.ExitCode | Should -Be 78
            $answer.Errors + $answer.Output | Should -Match 'No ledger is connected'
            Get-ChildItem -Recurse -Filter *.db $folder | Should -BeNullOrEmpty
        }

        It 'is forgotten by Disconnect-JobLedger, which goes back to the default ledger' {
            $null = Get-TestError { Connect-JobLedger ./ledger.db }
            Disconnect-JobLedger
            $env:JOBOPS_LEDGER, $before = $real, $env:JOBOPS_LEDGER
            try { (Get-JobDefinition).Name | Should -Be 'real' } finally { $env:JOBOPS_LEDGER = $before }
        }
    }

    It 'makes a folder for a ledger with -Create only' {
        $location = "sqlite:$TestDrive/made/for/it/ledger.db"
        $failure = Get-TestError { Connect-JobLedger $location }
        Assert-Refusal $failure LedgerFolderNotFound NotInstalled SafeAfter
        $failure.ErrorDetails.RecommendedAction | Should -Be "Connect-JobLedger $location -Create"
        "$TestDrive/made" | Should -Not -Exist
        (Connect-JobLedger $location -Create -PassThru).Location | Should -Be $location
        (Connect-JobLedger $location -Create -PassThru).Location | Should -Be $location -Because 'one that is there is opened'
    }

    It 'leaves a run with its own ledger, whatever the script of that run says' {
        $location = New-TestLedger
        $path = New-TestRunbook connects "
            Connect-JobLedger '$location'
            foreach (`$leave in { Disconnect-JobLedger }, { Connect-JobLedger 'sqlite:$TestDrive/another.db' }) {
                try { & `$leave } catch { `$_.FullyQualifiedErrorId, `$_.Exception.Error.RetrySafety }
            }
            Invoke-JobStep after { 'still written' }"
        $output = Invoke-Runbook $path
        $output | Select-Object -SkipLast 1 | Should -Be @(
            'JobOps.LedgerOfRun,JobOps.Cmdlets.DisconnectJobLedgerCommand', 'SafeAfter'
            'JobOps.LedgerOfRun,JobOps.Cmdlets.ConnectJobLedgerCommand', 'SafeAfter', 'still written')
        $output[-1].Status | Should -Be 'Succeeded'
        "$TestDrive/another.db" | Should -Not -Exist
        Connect-JobLedger "sqlite:$TestDrive/another.db"
    }

    It 'has what Entra needs in its own load context' {
        Connect-JobLedger "sqlite:$TestDrive/context.db"
        $engine = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'JobOps.Engine' }, 'First')[0]
        $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($engine)
        $identity = $context.LoadFromAssemblyName('Azure.Identity')
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($identity) | Should -Be $context
        foreach ($type in 'ManagedIdentityCredential', 'DeviceCodeCredential') {
            $identity.GetType("Azure.Identity.$type", $true).GetConstructors() | Should -Not -BeNullOrEmpty
        }
    }

    It 'refuses a credential for an embedded ledger' {
        Assert-Refusal (Get-TestError { Connect-JobLedger "sqlite:$TestDrive/x.db" -Credential $credential }) LedgerLocationInvalid NotInstalled SafeAfter
    }
}
