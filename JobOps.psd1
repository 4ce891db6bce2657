@{
    RootModule           = 'module/bin/JobOps.Cmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6b1d2d0a-6f3c-4a2e-9f0e-6a5b6a8d7c11'
    Author               = 'The JobOps authors'
    Copyright            = '(c) The JobOps authors. MIT License.'
    Description          = 'An operations job ledger: runbooks that are idempotent, resumable, reversible and provable.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('module/JobOps.format.ps1xml')
    TypesToProcess       = @('module/JobOps.types.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @('Start-JobRun')
    CmdletsToExport      = @(
        'Connect-JobLedger', 'Disconnect-JobLedger', 'Get-JobLedger', 'Initialize-JobLedger', 'Test-JobLedger',
        'Grant-JobLedgerRole', 'Get-JobLedgerDigest', 'Export-JobLedger', 'Import-JobLedger',
        'Register-JobDefinition', 'Get-JobDefinition', 'Unregister-JobDefinition',
        'Enable-JobDefinition', 'Disable-JobDefinition',
        'Start-Job', 'Wait-Job', 'Get-JobRun', 'Stop-JobRun', 'Restart-JobRun', 'Remove-JobRun', 'Get-JobStep', 'Get-JobLog',
        'Get-JobQueue', 'Set-JobQueue', 'Suspend-JobQueue', 'Resume-JobQueue', 'Get-JobWorker', 'Start-JobWorker',
        'Install-JobWorker', 'Uninstall-JobWorker',
        'Approve-JobRun', 'Deny-JobRun',
        'Set-JobNotification', 'Get-JobNotification', 'Remove-JobNotification', 'Suspend-JobNotification', 'Resume-JobNotification',
        'Test-JobNotification', 'Get-JobLedgerRetention', 'Set-JobLedgerRetention',
        'Set-JobSchedule', 'Get-JobSchedule', 'Remove-JobSchedule', 'Suspend-JobSchedule', 'Resume-JobSchedule', 'Test-JobSchedule',
        'Export-JobSchedule', 'Import-JobSchedule',
        'Set-JobEnvironment', 'Get-JobEnvironment', 'Compare-JobEnvironment', 'Remove-JobEnvironment',
        'Test-Rollback', 'Test-JobIdempotency', 'Get-Rehearsal',
        'Invoke-Runbook', 'Invoke-JobStep', 'Invoke-Rollback',
        'New-Change', 'Get-Change', 'Set-Change', 'Complete-Change', 'Measure-Baseline', 'Compare-Baseline',
        'Show-Comparison', 'Write-ChangeNote', 'Get-ChangeNote', 'Get-DeliveryMetric', 'Watch-Release',
        'Register-CacheRule', 'Get-CacheRule', 'Remove-CacheRule', 'Test-CacheRule', 'Clear-CacheScope',
        'Get-Checklist', 'Invoke-Checklist', 'Get-ChecklistResult',
        'New-Backup', 'Get-Backup', 'Test-Backup', 'Restore-Backup'
    )
    PrivateData          = @{
        PSData = @{
            Tags       = @('operations', 'runbook', 'jobs', 'rollback', 'SQLServer', 'SQLite', 'audit')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
