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
}
