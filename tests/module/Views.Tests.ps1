BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../JobOps.psd1')
    $types = (Get-Command -Module JobOps -CommandType Cmdlet).OutputType.Name | Where-Object { $_ -like 'JobOps.*' } | Sort-Object -Unique
}

BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    $longName = 'nightly-backup-of-the-shop-database-' + 'and-of-everything-else-' * 3 + 'there-is'
    $longText = 'A sentence of many words, said by somebody who wants to be understood at three in the morning. ' * 3 + 'The end'
    Register-TestJob shown -Steps ([ordered]@{ first = 'echo one'; second = 'echo two; exit 3' })
    Register-TestJob $longName
    $null = Start-Job shown -Wait -ErrorAction SilentlyContinue
    $null = Write-ChangeNote 1 -Reason 'to be shown'
    $null = Start-Job shown -Queue images -Delay 1h
    $null = New-MeasuredChange
    Write-ChangeNote C1 -Reason 'to be shown, too'
    Suspend-JobQueue images -Reason 'it is moved'
    Set-JobSchedule nightly shown -Cron '15 2 * * *' -TimeZone Europe/Dublin
    Set-JobNotification ops -Command true -On Failed, Recovered -JobName site-*
    $null = Start-Job shown -Queue images -RequireApproval
    Register-CacheRule products '/shop/*' -Ttl 10m -ShouldCache /shop/p/1 -BypassWhen @{ Cookie = 'session' } -Why speed
    $null = Test-CacheRule products -BaseUri http://127.0.0.1:1
    Set-JobEnvironment staging @{ url = 'http://staging.example' } -Secret @{ db = 'env:DB' } -ExpectedDifference @{ url = 'its own' }
    Set-JobEnvironment production @{ url = 'http://shop.example' }
    Register-TestJob placed -Steps @{ make = "touch '$TestDrive/made' |undo| rm '$TestDrive/made'" } -Policies @{
        probes = @{ made = @{ path = "$TestDrive/made" } }
    }
    $null = Test-Rollback placed staging

    # For each type what cmdlets really wrote, and one object with everything in it that takes room.
    $now = [datetimeoffset]::UtcNow
    $trouble = [JobOps.Errors.JobOpsError]::new('CommandFailed', 'Failed', $longText, $longText, $longText, 'SafeAfter', [JobOps.Errors.NextCommand]::new('Get-JobRun', 'jobops runs'), $null)
    $run = @{
        RunId = 12345678; JobName = $longName; JobVersion = 12; Status = 'Failed'; Environment = 'staging'; IdempotencyKey = 'k' * 100
        Queue = $longName; Priority = -1000; DueAt = $now; StartBy = $now; RequestedBy = $longName; RequestedAt = $now.AddMinutes(-59.9)
        StartedAt = $now.AddMinutes(-59.9); FinishedAt = $now; Attempt = 12; Retries = 11; Worker = $longName; ReadAt = $now; Error = $trouble
    }
    $baseline = [JobOps.Measurements.Baseline]@{
        ChangeId = 1234567; Phase = 'Before'; Source = 'Uri'; Target = $longText; Unit = 'ms'; Count = 1000000; WarmUp = 20; StartedAt = $now
        EndedEarly = $longText; Remarks = [string[]]($longText, 'One.'); MeasuredBy = $longName
        Conditions = [JobOps.Measurements.MeasuringConditions]@{ Host = $longName; ProcessorCount = 128; Busiest = [string[]]($longName, 'b') }
    }
    $comparison = [JobOps.Measurements.Comparison]@{
        Metric = $longName; Unit = 'requests a second'; Before = 1234567.891; After = 0.000012345; BeforeP95 = 1; AfterP95 = 1; BeforeCount = 1000000
        AfterCount = 1000000; Ratio = 1e-11; Low = 1e-12; High = 1e-10; Margin = 0.1; PValue = 0.049; Verdict = 'NoMeaningfulChange'
        Method = $longText; Remarks = [string[]]($longText, 'One.'); Sentence = $longText
    }
    $samples = @{
        'JobOps.Runs.JobRun' = { Get-JobRun; [JobOps.Runs.JobRun]$run }
        'JobOps.Cmdlets.RunReason' = { Get-JobRun -Why; [JobOps.Cmdlets.RunReason]::new(12345678, $longName, 'Cancelled', $longText) }
        'JobOps.Cmdlets.LedgerJob' = { Get-Job -Filter @{ RunId = 1 }; Start-Job $longName }
        'JobOps.Steps.JobStep' = {
            Get-JobStep 1
            [JobOps.Steps.JobStep]@{
                RunId = 12345678; Number = 123; StepName = $longName; JobName = $longName; Status = 'Interrupted'; Attempt = 12; Once = $true
                StartedAt = $now.AddMinutes(-59.9); FinishedAt = $now; UndoStatus = 'AlreadyUndone'; UndoReason = $longText; UndoRunId = 12345679; Error = $trouble
            }
        }
        'JobOps.Runs.LogLine' = { Get-JobLog 1; [JobOps.Runs.LogLine]@{ RunId = 12345678; At = $now; Stream = 'Information'; StepName = $longName; Text = $longText } }
        'JobOps.Rollbacks.RollbackStep' = {
            Invoke-Rollback 1 -Confirm:$false -ErrorAction SilentlyContinue
            [JobOps.Rollbacks.RollbackStep]@{ RunId = 12345678; StepName = $longName; Status = 'AlreadyUndone'; Reason = $longText; Undo = $longText; RollbackRunId = 12345679 }
        }
        'JobOps.Jobs.JobDefinition' = {
            Get-JobDefinition
            [JobOps.Jobs.JobDefinition]@{
                Name = $longName; Version = 1234; Owner = $longText; ExpectedResult = $longText; RollbackNote = $longText; Description = $longText
                Enabled = $false; EnabledBy = 'somebody'; EnabledAt = $now; EnabledReason = $longText
            }
        }
        'JobOps.Schedules.JobSchedule' = {
            Get-JobSchedule
            [JobOps.Schedules.JobSchedule]@{
                Name = $longName; JobName = $longName; Cron = '1,2,3,5,8,13,21,34,55 1-5 1,15 * *'; TimeZone = 'Europe/Dublin'; CatchUp = 'All'
                CatchUpWithin = [timespan]'1.00:00:00'; Jitter = [timespan]'00:05:00'; Environment = $longName; OfJobFile = $true; NextSlot = $now
                ExceptDate = [System.DateOnly[]]@([System.DateOnly]::new(2027, 12, 25)); LastSlot = $now; LastRunId = 12345678; Problem = $longText
                SuspendedAt = $now; SuspendedBy = $longName; SuspendedReason = $longText; SetAt = $now; SetBy = $longName
            }
        }
        'JobOps.Schedules.ScheduleSlot' = {
            Test-JobSchedule nightly -Next 2
            Test-JobSchedule -Cron '15 1 * * *' -TimeZone Europe/Dublin -Year 2027 | Where-Object Kind -NE Usual
            [JobOps.Schedules.ScheduleSlot]@{ Schedule = $longName; At = $now; Kind = 'FirstOfTwo'; Words = $longText; TimeZone = $longName }
        }
        'JobOps.Schedules.MissedSlots' = {
            [JobOps.Schedules.MissedSlots]@{
                MissedId = 12345678; Schedule = $longName; JobName = $longName; FirstSlot = $now.AddDays(-1); LastSlot = $now; Slots = 100000
                Reason = 'Refused'; Detail = $longText; WrittenAt = $now
            }
        }
        'JobOps.Notifications.NotificationReceiver' = {
            Get-JobNotification
            [JobOps.Notifications.NotificationReceiver]@{
                Name = $longName; Method = 'Webhook'; Webhook = "https://$longName.example/"; SigningKey = "vault:$longName"; Pending = 1234567; Failures = 12
                On = [JobOps.Notifications.NotificationEvent[]]('Failed', 'Recovered', 'SlotMissed'); JobName = [string[]]$longName; Problem = $longText
                Quiet = [JobOps.Notifications.QuietHours]::new('22:00', '06:00', 'Europe/Dublin'); SuspendedAt = $now; SuspendedBy = $longName
                SuspendedReason = $longText; SetAt = $now; SetBy = $longName
            }
        }
        'JobOps.Notifications.Notification' = {
            Set-JobNotification all -Command true
            $null = Start-Job shown -Wait -ErrorAction SilentlyContinue
            Get-JobNotification -Sent
            [JobOps.Notifications.Notification]@{
                NotificationId = 12345678; Receiver = $longName; Event = 'ContinuationRefused'; Topic = $longText; RunId = 12345678; Occurrences = 12345
                Content = [JobOps.Notifications.NotificationContent]@{ Title = $longText; NextCommand = 'Get-JobRun' }; Status = 'Pending'; NextAt = $now
                Attempts = 12; Problem = $longText; CreatedAt = $now; SentAt = $now
            }
        }
        'JobOps.Notifications.NotificationTest' = {
            Test-JobNotification ops
            [JobOps.Notifications.NotificationTest]::new($longName, 'Webhook', $false, $longText, $now)
        }
        'JobOps.Jobs.RetentionRule' = {
            Set-JobLedgerRetention -Days 90 -PassThru
            [JobOps.Jobs.RetentionRule]@{ Days = 36500; Last = 1000000 }
        }
        'JobOps.Schedules.HostEntry' = {
            Export-JobSchedule nightly -As Systemd -Program /opt/jobops/jobops -WarningAction Ignore
            [JobOps.Schedules.HostEntry]@{
                Name = $longName; Kind = 'TaskScheduler'; FileName = $longName; Path = "/etc/$longName"; Text = $longText; Differences = [string[]]@($longText)
            }
        }
        'JobOps.Schedules.ImportedLine' = {
            Set-Content $TestDrive/crontab '0 3 * * * /srv/rotate', '@reboot /srv/start'
            Import-JobSchedule -FromCrontab $TestDrive/crontab
            [JobOps.Schedules.ImportedLine]@{
                File = "/etc/$longName"; Line = 12345; Text = $longText; JobName = $longName; Path = "/srv/$longName"; JobFile = $longText
                Missing = [string[]]@('owner', 'expectedResult', 'rollbackNote'); Reason = $longText
            }
        }
        'JobOps.Environments.JobEnvironment' = {
            Get-JobEnvironment
            $long = [System.Collections.Generic.Dictionary[string, object]]::new()
            $long[$longName] = $longText
            $secrets = [System.Collections.Generic.Dictionary[string, string]]::new()
            $secrets[$longName] = "vault:$longName"
            [JobOps.Environments.JobEnvironment]@{
                Name = $longName; Version = 1234567; Settings = $long; Secrets = $secrets; ExpectedDifferences = $secrets; SetAt = $now; SetBy = $longName
            }
        }
        'JobOps.Environments.EnvironmentDifference' = {
            Compare-JobEnvironment staging production -IncludeEqual
            [JobOps.Environments.EnvironmentDifference]@{
                Name = $longName; Status = 'Unexpected'; Left = $longText; Right = $longText; Reason = $longText
                LeftEnvironment = $longName; RightEnvironment = $longName
            }
        }
        'JobOps.Checklists.Checklist' = {
            Get-Checklist
            $noItems = [JobOps.Checklists.ChecklistItem[]]@([JobOps.Checklists.ChecklistItem]@{ Name = $longName; Title = $longText; Check = [JobOps.Checklists.AttestCheck]@{} })
            [JobOps.Checklists.Checklist]@{
                Name = $longName; Owner = $longName; Description = $longText; Items = $noItems; File = "/srv/$longName"; Folder = '/'; Hash = '0a' * 32
                Waivers = [JobOps.Checklists.Waiver[]]@([JobOps.Checklists.Waiver]::new($longName, $longName, $longText, [DateOnly]::MaxValue))
            }
        }
        'JobOps.Checklists.ChecklistItem' = {
            (Get-Checklist ship).Items
            [JobOps.Checklists.ChecklistItem]@{ Name = $longName; Title = $longText; Remedy = $longText; Check = [JobOps.Checklists.AttestCheck]@{} }
        }
        'JobOps.Checklists.ChecklistItemResult' = {
            Invoke-Checklist ship -NonInteractive -Note @{ 'smallest-change' = 'one colour' }
            [JobOps.Checklists.ChecklistItemResult]@{
                Name = $longName; Title = $longText; Kind = 'command'; Status = 'Waived'; Actual = $longText; Remedy = $longText; ItemHash = 'a'; DurationMs = 1234567
                Evidence = [string[]]($longText, 'b'); Waiver = [JobOps.Checklists.Waiver]::new($longName, $longName, $longText, [DateOnly]::MaxValue)
            }
        }
        'JobOps.Checklists.ChecklistResult' = {
            Get-ChecklistResult
            [JobOps.Checklists.ChecklistResult]@{
                ChecklistResultId = 1234567; ChecklistName = $longName; Owner = $longName; File = "/srv/$longName"; Hash = 'a'; Environment = $longName
                EnvironmentVersion = 1234; ChangeId = 1234567; PerformedAt = $now; PerformedBy = $longName; ReadAt = $now
                Items = [JobOps.Checklists.ChecklistItemResult[]]@([JobOps.Checklists.ChecklistItemResult]@{
                        Name = $longName; Title = $longText; Kind = 'http'; Status = 'Failed'; Actual = $longText; Remedy = $longText; ItemHash = 'a' })
            }
        }
        'JobOps.CacheRules.CacheRule' = {
            Get-CacheRule
            [JobOps.CacheRules.CacheRule]@{
                Name = $longName; Match = "/$longName"; Ttl = '01:02:03'; ShouldCache = [string[]]($longText, '/b'); ShouldNotCache = [string[]]($longText, '/b')
                Key = $longName; Why = $longText; SetAt = $now; SetBy = $longName; Revision = 12345; ReadAt = $now
                BypassWhen = [JobOps.CacheRules.CacheBypass]@{ Cookie = [string[]]($longName, 'b'); Header = [string[]]$longName; Query = [string[]]$longName }
            }
        }
        'JobOps.CacheRules.CacheFinding' = {
            Test-CacheRule products -BaseUri http://127.0.0.1:1
            [JobOps.CacheRules.CacheFinding]@{
                Rule = $longName; Page = "/$longName"; Status = 'CannotTell'; Kind = 'PersonalPageCached'; Expected = $longText; Actual = $longText; Remedy = $longText
            }
        }
        'JobOps.CacheRules.CacheRuleTest' = {
            Get-CacheRule -Test
            [JobOps.CacheRules.CacheRuleTest]@{
                CacheRuleTestId = 1234567; Rule = $longName; Revision = 12345; BaseUri = "http://$longName/"; Passed = $false; PerformedAt = $now; PerformedBy = $longName
                ReadAt = $now; Visitors = [JobOps.CacheRules.CacheVisitor[]]('LoggedIn', 'SecondUser', 'Anonymous'); Answers = [JobOps.CacheRules.CacheAnswer[]]@()
                Findings = [JobOps.CacheRules.CacheFinding[]]@([JobOps.CacheRules.CacheFinding]@{
                        Rule = $longName; Page = "/$longName"; Status = 'Failed'; Kind = 'BodyOfAnother'; Expected = $longText; Actual = $longText; Remedy = $longText })
            }
        }
        'JobOps.CacheRules.CacheClearing' = {
            $null = New-Item -ItemType Directory "$TestDrive/pages/shop/p"
            1..3 | ForEach-Object { Set-Content "$TestDrive/pages/shop/p/$_.html" page }
            Clear-CacheScope products /shop/p/1 -Folder "$TestDrive/pages" -MaxShare 50
            [JobOps.CacheRules.CacheClearing]@{
                CacheClearingId = 1234567; Rule = $longName; Routes = [string[]]($longText, '/b'); Cache = $longText; RunId = 12345678; StepName = $longName
                Found = 1234567; Total = 12345678; Removed = 1234567; KeptForUndo = $true; PerformedAt = $now; PerformedBy = $longName; ReadAt = $now
            }
        }
        'JobOps.Rehearsals.Rehearsal' = {
            Get-Rehearsal
            $files = [System.Collections.Generic.Dictionary[string, string]]::new()
            $files["/srv/$longName"] = '0a' * 32
            [JobOps.Rehearsals.Rehearsal]@{
                RehearsalId = 1234567; JobName = $longName; JobVersion = 1234; Environment = $longName; EnvironmentVersion = 1234; Passed = $false
                Failure = $longText; Differences = [string[]]($longText, 'b'); RunId = 12345678; RollbackRunId = 12345679; ChangeId = 1234567
                Probes = [JobOps.Rehearsals.RehearsedProbe[]]@([JobOps.Rehearsals.RehearsedProbe]::new($longName, 'a', 'b', 'c'))
                Files = $files; Parameters = [string[]]($longName, 'b'); PerformedAt = $now; PerformedBy = $longName; ReadAt = $now; WhyNot = [string[]]$longText
            }
        }
        'JobOps.Execution.IdempotencyReport' = {
            Test-JobIdempotency placed staging
            [JobOps.Execution.IdempotencyReport]@{
                JobName = $longName; Environment = $longName; Failure = $longText; Differences = [string[]]($longText, 'b'); RunIds = [long[]](1, 2, 3)
            }
        }
        'JobOps.Queues.JobQueue' = {
            Get-JobQueue
            [JobOps.Queues.JobQueue]@{
                Name = $longName; Paused = $true; PausedBy = 'somebody'; PausedAt = $now; PausedReason = $longText
                Concurrency = 10000; Partitions = 64; Queued = 1234567; Scheduled = 1234567; Running = 10000; OldestQueuedAt = $now; ReadAt = $now
            }
        }
        'JobOps.Workers.JobWorker' = {
            [JobOps.Workers.JobWorker]@{
                Worker = "$longName/12345/0a1b2c3d"; Host = $longName; ProcessId = 12345; Concurrency = 1000; Status = 'Draining'; Queues = [string[]]($longName, 'default')
                StartedAt = $now.AddMinutes(-59.9); HeartbeatAt = $now; ReadAt = $now
                Runs = [JobOps.Workers.WorkerRun[]]@(
                    [JobOps.Workers.WorkerRun]::new(12345678, $longName, $longName, $now.AddMinutes(-59.9))
                    [JobOps.Workers.WorkerRun]::new(2, 'job', $null, $now))
            }
        }
        'JobOps.Changes.Change' = {
            Get-Change
            Get-Change C1
            $behavior = [JobOps.Changes.CurrentBehavior]@{ Route = $longText; ExpectedInput = $longText; SlowQuery = $longText; NoticedAt = $longText }
            [JobOps.Changes.Change]@{
                ChangeId = 1234567; Title = $longText; Owner = $longName; ExpectedResult = $longText; RollbackNote = $longText; Status = 'RolledBack'
                Scope = [string[]]($longName, '/a'); CurrentBehavior = $behavior; StatusReason = $longText; StatusAt = $now; StatusBy = $longName
                OpenedAt = $now; OpenedBy = $longName; Commands = [string[]]($longText, 'vi'); RunIds = [long[]](1..200)
                Concurrent = [JobOps.Changes.ConcurrentChange[]]@([JobOps.Changes.ConcurrentChange]::new(7654321, $longText))
                Baselines = [JobOps.Measurements.Baseline[]]@($baseline); Metrics = [JobOps.Measurements.Comparison[]]@($comparison)
                Note = [JobOps.Changes.ChangeNote]@{ ChangeId = 1234567; Reason = $longText; Command = $longText }
            }
        }
        'JobOps.Measurements.Baseline' = { (Get-Change C1).Baselines; $baseline }
        'JobOps.Measurements.Comparison' = { Compare-Baseline C1; $comparison }
        'JobOps.Changes.ChangeNote' = {
            Get-ChangeNote
            [JobOps.Changes.ChangeNote]@{ RunId = 12345678; JobName = $longName; Reason = $longText; Command = $longText; WrittenAt = $now; WrittenBy = 'somebody' }
        }
        'JobOps.Changes.DeliveryMetric' = {
            Get-DeliveryMetric
            [JobOps.Changes.DeliveryMetric]@{
                Metric = 'failed deployment recovery time'; Value = 1234.5; Unit = 'hours'; Low = 1234.5; High = 2345.6; Count = 1234; Of = 12345
                Since = $now.AddDays(-90); Until = $now; Method = $longText; Sentence = $longText; Remarks = [string[]]$longText
            }
        }
        'JobOps.Backups.Backup' = {
            New-Backup $PSScriptRoot/Support.ps1 $TestDrive/backups | Test-Backup
            [JobOps.Backups.Backup]@{
                Name = $longName; Path = "/srv/$longName"; When = $now; Size = 123456789012; Files = 1234567; Bytes = 1234567890123; Sha256 = 'a' * 64
                Encrypted = $true; Changed = [string[]]($longName, 'b'); LeftOut = [string[]]$longText; State = 'Failed'; TestedAt = $now; Problem = $longText
            }
        }
        'JobOps.Backups.RestoredBackup' = {
            New-Backup $PSScriptRoot/Support.ps1 $TestDrive/backups | Restore-Backup -Destination "$TestDrive/$(New-Guid)" -Confirm:$false -WarningAction Ignore
            [JobOps.Backups.RestoredBackup]@{
                Path = "/srv/$longName"; Destination = "/srv/$longName"; Files = 1234567; Bytes = 1234567890123; Kept = [string[]]$longName; Remarks = [string[]]$longText
            }
        }
        'JobOps.Ledger.LedgerInfo' = {
            Get-JobLedger
            [JobOps.Ledger.LedgerInfo]@{ Provider = 'sqlserver'; Location = "sqlserver:$longText"; SchemaVersion = 12; Actor = $longName; ServerVersion = $longText }
        }
        'JobOps.Journal.JournalVerification' = {
            Test-JobLedger
            [JobOps.Journal.JournalVerification]@{
                Valid = $false; Chains = 123456; Entries = 1234567; Digest = 'a' * 64; RunId = 12345678; Sequence = 123; Problem = $longText; Ledger = "sqlserver:$longText"
            }
            [JobOps.Journal.JournalVerification]@{
                Valid = $false; Chains = 1; Entries = 2; Digest = 'a' * 64; LedgerTable = 'CannotTell'; LedgerTableProblem = $longText
            }
        }
        'JobOps.Journal.JournalDigest' = {
            Get-JobLedgerDigest
            [JobOps.Journal.JournalDigest]@{ LedgerId = New-Guid; Ledger = "sqlserver:$longText"; TakenAt = [DateTimeOffset]::UtcNow; Chains = 1234567; Entries = 12345678; Sha256 = 'a' * 64; Heads = '' }
        }
        'JobOps.Ledger.LedgerTransfer' = {
            [JobOps.Ledger.LedgerTransfer]@{ Path = "/$longName"; LedgerId = New-Guid; ExportedAt = [DateTimeOffset]::UtcNow; Jobs = 123; Runs = 1234567; Steps = 1234567; LogLines = 12345678; ChangeNotes = 12; JournalEntries = 12345678; Lines = 12345678; Sha256 = 'a' * 64 }
        }
        'JobOps.Ledger.RunPurge' = { [JobOps.Ledger.RunPurge]@{ Runs = 123456; Entries = 1234567; Before = [DateTimeOffset]::UtcNow; Ledger = "sqlserver:$longText" } }
        'JobOps.Ledger.LedgerRoleMember' = { [JobOps.Ledger.LedgerRoleMember]::new('Operator', "CONTOSO\$longName") }
        'JobOps.Ledger.Migration' = { Initialize-JobLedger "sqlite:$TestDrive/$(New-Guid).db" -PassThru; [JobOps.Ledger.Migration]::new(1234, $longName, $longText) }
    }

    function Format-TestObject([object[]] $Item, $Format) {
        $before, $culture = $PSStyle.OutputRendering, [cultureinfo]::CurrentCulture
        try {
            # PowerShell wraps at words in some languages only.
            $PSStyle.OutputRendering, [cultureinfo]::CurrentCulture = 'PlainText', 'en-US'
            $Item | & $Format | Out-String -Width 80
        }
        finally { $PSStyle.OutputRendering, [cultureinfo]::CurrentCulture = $before, $culture }
    }
}

AfterAll {
    Get-Job | Remove-Job -Force
    Disconnect-JobLedger
}

Describe 'The views of <_>' -ForEach $types {
    BeforeAll {
        $type = $_
        $samples.ContainsKey($type) | Should -BeTrue -Because 'each type that a cmdlet writes is looked at here'
        $items = @(& $samples[$type])
        $views = (Get-FormatData -TypeName $type).FormatViewDefinition
    }

    It 'are of what the cmdlets write' { $items | ForEach-Object { $_.PSTypeNames } | Should -Contain $type }

    It 'are a table and a list' { $views.Control | ForEach-Object { $_.GetType().Name } | Sort-Object | Should -Be 'ListControl', 'TableControl' }

    It 'have a table of 80 columns with everything in it' {
        $lines = (Format-TestObject $items { $input | Format-Table -DisplayError }) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $labels = $views.Control.Where({ $_ -is [System.Management.Automation.TableControl] }).Headers.Label
        $lines.Where({ $_ -match "\b$($labels[-1])\b" }, 'First')[0] -split '\s+' -ne '' | Should -Be $labels
        # A column that fails says so in its cells.
        $lines | Should -Not -Match '#ERR|\e\['
    }

    It 'have a list of 80 columns with all of a long text' {
        $text = Format-TestObject $items { $input | Format-List -DisplayError }
        ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        $text | Should -Not -Match '#ERR|\e\['
        $whole = $text -replace '\s'
        $long = $items[-1].PSObject.Properties.Where({ $_.Value -is [string] -and ($_.Value.Contains($longText) -or $_.Value.Contains($longName)) })
        foreach ($property in $long) { $whole.Contains($property.Value -replace '\s') | Should -BeTrue -Because "$($property.Name) is long" }
    }

    It 'have properties for where PowerShell uses no view' {
        $members = $items[-1].PSStandardMembers
        $names = @($members.DefaultDisplayPropertySet.ReferencedPropertyNames) + $members.DefaultDisplayProperty
        $names | Should -Not -BeNullOrEmpty
        $names | Where-Object { -not ($_ -and $items[-1].PSObject.Properties[$_]) } | Should -BeNullOrEmpty
        # After an object of another type PowerShell uses no view.
        $mixed = Format-TestObject ([datetime]::Now, $items[-1]) { $input }
        foreach ($name in $names) { $mixed | Should -Match "(?m)^$name +:" }
    }
}

Describe 'A table of jobs' {
    BeforeAll { $background, $ledgerJob = (Start-Job { 1 }), (Start-Job shown -Queue nobody) }

    It 'goes on with jobs of other kinds, which have no run' {
        $lines = (Format-TestObject ($ledgerJob, $background) { $input }).Trim() -split '\r?\n'
        $lines[0] | Should -Match '^Id +RunId +Name +State'
        $lines[2] | Should -Match "^ *$($ledgerJob.Id) +$($ledgerJob.RunId) +shown +NotStarted +Queued +True +in queue nobo"
        $lines[3] | Should -Match "^ *$($background.Id) +$($background.Name) +\w+ +True *$"
    }

    It 'is PowerShell''s own where another kind comes first' {
        $lines = (Format-TestObject ($background, $ledgerJob) { $input }).Trim() -split '\r?\n'
        $lines[0] | Should -Match '^Id +Name +PSJobTypeName +State'
        $lines[3] | Should -Match "^$($ledgerJob.Id) +shown +LedgerJob +NotStarted"
        $lines.Count | Should -Be 4
    }
}

Describe 'The words of the views' {
    It 'keep an id of eight digits whole' { Format-TestObject ([JobOps.Runs.JobRun]$run) Format-Table | Should -Match '\b12345678 ' }

    It 'say what a run is that its status does not say: <Note>' -ForEach @(
        @{ Note = 'replayed'; With = @{ Replayed = $true } }
        @{ Note = 'undone by 3'; With = @{ RolledBackBy = 3; Status = 'Succeeded' } }
        @{ Note = 'undoes 2'; With = @{ RollbackOf = 2; Kind = 'Rollback' } }
        @{ Note = 'CommandFailed'; With = @{} }
        @{ Note = 'worker is gone'; With = @{ Status = 'Running'; LeaseExpiresAt = [datetimeoffset]::MinValue; Error = $null } }
        @{ Note = 'in queue images'; With = @{ Status = 'Queued'; Attempt = 0; Queue = 'images'; Error = $null } }
        @{ Note = 'attempt 12'; With = @{ Status = 'Succeeded'; Error = $null } }
    ) {
        $one = $run.Clone()
        foreach ($entry in $With.GetEnumerator()) { $one[$entry.Key] = $entry.Value }
        Format-TestObject ([JobOps.Runs.JobRun]$one) Format-Table | Should -Match "\b$Note\b"
    }

    It 'leave out of a list what there is nothing to say about' {
        $list = Format-TestObject (Get-JobRun 2) Format-List
        $list | Should -Match 'Due +: \d'
        $list | Should -Not -Match 'Worker|Replayed|RollbackOf|Error|Started'
    }
}

Describe 'The colours of the views' {
    BeforeAll {
        $coloured = @{ JOBOPS_LEDGER = $location; NO_COLOR = $null; TERM = 'xterm' }
        $hasTerminal = $IsLinux -and (Get-Command script -CommandType Application -ErrorAction Ignore)
    }

    It 'are there on a terminal' {
        if (-not $hasTerminal) { Set-ItResult -Skipped -Because 'script, which makes a terminal, is not on this machine' }
        Invoke-TestTerminal -Switches '-NonInteractive' -Command 'Get-JobRun 1' -Environment $coloured | Should -Match '\e\[91mFailed\e\[0m'
    }

    It 'disappear with NO_COLOR' {
        if (-not $hasTerminal) { Set-ItResult -Skipped -Because 'script, which makes a terminal, is not on this machine' }
        $printed = Invoke-TestTerminal -Switches '-NonInteractive' -Command 'Get-JobRun 1' -Environment @{ JOBOPS_LEDGER = $location; NO_COLOR = '1' }
        $printed | Should -Match ' Failed '
        $printed | Should -Not -Match '\e\[\d+m'
    }

    It 'disappear where another program takes the output' {
        $answer = Invoke-TestPwsh 'Get-JobRun 1' -Environment $coloured
        $answer.Output | Should -Match ' Failed '
        # The headers of tables are PowerShell's own, and it leaves their colours there.
        ($answer.Output -split '\r?\n').Where({ $_ -match 'Failed' }) | Should -Not -Match '\e'
    }

    It 'disappear from files and texts' {
        $file = Join-Path $TestDrive 'runs.txt'
        $answer = Invoke-TestPwsh "Get-JobRun 1 > '$file'; (Get-JobRun 1 | Out-String).Contains([char]27)" -Environment $coloured
        $answer.Output.Trim() | Should -Be 'False'
        Get-Content -Raw $file | Should -Match ' Failed '
        Get-Content -Raw $file | Should -Not -Match '\e'
    }

    It 'stay where somebody asks for them' {
        (Invoke-TestPwsh '$PSStyle.OutputRendering = "Ansi"; Get-JobRun 1' -Environment $coloured).Output | Should -Match '\e\[91mFailed\e\[0m'
    }
}
