BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    @{
        name = 'change'; owner = 'o'; expectedResult = 'e'; rollbackNote = 'r'
        steps = @(@{ name = 'change'; command = @('sh', '-c', "echo new > '$TestDrive/file.txt'"); touches = @{ file = "$TestDrive/file.txt" } })
    } | ConvertTo-Json -Depth 8 | Set-Content "$TestDrive/change.job.json"
    Register-JobDefinition "$TestDrive/change.job.json"
    $null = Start-Job change -Wait
}
AfterAll { Disconnect-JobLedger }

Describe 'Write-ChangeNote' {
    It 'writes what the run knows, and only the reason has to be typed' {
        $note = Get-JobRun 1 | Write-ChangeNote -Reason 'a new text' -PassThru
        $note.Reason | Should -Be 'a new text'
        $note.Command | Should -Be 'Start-Job change -Wait'
        $note.Files[0].Path | Should -Be "$TestDrive/file.txt"
        $note.Files[0].After.Kind | Should -Be 'File'
        $note.Metric | Should -BeNullOrEmpty
    }

    It 'has a command that brings the same run back when it is pasted' {
        $path = New-TestRunbook 'its [own] name' 'param($Text, [int] $Count, [switch] $Fast) Invoke-JobStep a { 1 }'
        $run = (Invoke-Runbook $path -Name own -Parameter @{ Text = "it’s 'x'; y"; Count = 3; Fast = $true } -Environment 'west coast' -IdempotencyKey 'a b')[-1]
        $again = Invoke-Expression ($run | Write-ChangeNote -Reason r -PassThru).Command
        $again.RunId, $again.Replayed | Should -Be $run.RunId, $true

        $run = Start-Job change -Environment staging -IdempotencyKey k -Wait
        $again = Invoke-Expression ($run | Write-ChangeNote -Reason r -PassThru).Command
        $again.RunId, $again.Replayed | Should -Be $run.RunId, $true
    }
}
