# docs/powershell.md is the transcript of one session. Its commands are typed again here, in a new session, and what comes
# out has to be what the page shows. With JOBOPS_UPDATE=1 the page is written anew.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    $pagePath = Join-Path $PSScriptRoot '../../docs/powershell.md' -Resolve
    $page = (Get-Content -LiteralPath $pagePath -Raw).ReplaceLineEndings("`n")
    # The folder that the page speaks of.
    $folder = '/srv/shop'

    # The commands of a block, in their order: each begins with the prompt, and goes on in lines with >>.
    function Get-TypedCommand([string] $Block) {
        [regex]::Matches($Block, '(?m)^PS> .*(\n>> .*)*') | ForEach-Object { $_.Value -replace '(?m)^(PS|>)> ' }
    }

    # The same block with the output that its commands have now.
    function Format-Block([string[]] $Commands, [System.Collections.Queue] $Outputs) {
        $lines = foreach ($command in $Commands) {
            'PS> ' + ($command -split '\n' -join "`n>> ")
            $output = $Outputs.Dequeue()
            if ($output) { $output }
        }
        $lines -join "`n"
    }

    # What differs from session to session: how long something took, and where a table breaks its lines for that.
    function Get-Comparable([string] $Text) {
        $Text -replace '\bjust now\b', '0 s ago' -replace '(\b\d+(\.\d+)? (ms|s|min|h)\b *)+', '<time> ' -replace '-{2,}', '-' -replace '\s+', ' '
    }

    $blocks = [regex]::Matches($page, '(?s)(?<=```console\n).*?(?=\n```)')
    $commands = @($blocks | ForEach-Object { Get-TypedCommand $_.Value })
    $page -match '(?s)```json\n(.*?)```' | Should -BeTrue
    $shop = New-Item -ItemType Directory (Join-Path $TestDrive shop)
    Set-Content -LiteralPath "$shop/archive.job.json" $Matches[1]
    $null = New-Item -ItemType Directory "$TestDrive/Modules"
    $null = New-Item -ItemType SymbolicLink "$TestDrive/Modules/JobOps" -Target (Split-Path $ManifestPath)
    Set-Content "$TestDrive/commands.json" (ConvertTo-Json $commands)

    $mark = 'end of the output'
    $session = Join-Path $PSScriptRoot Invoke-Session.ps1
    Set-Content "$TestDrive/session.ps1" "Set-Location '$shop'; & '$session' '$TestDrive/commands.json' '$mark'"
    $answer = Invoke-TestPwsh -File "$TestDrive/session.ps1" -Environment @{ PSModulePath = "$TestDrive/Modules" }
    $outputs = [System.Collections.Queue]::new()
    foreach ($output in $answer.Output.ReplaceLineEndings("`n") -split "$mark`n" | Select-Object -SkipLast 1) {
        $lines = $output.Replace("$shop", $folder).TrimEnd("`n") -split '\n' | ForEach-Object TrimEnd
        $outputs.Enqueue(($lines -join "`n") + ($output -match '\n\n$' ? "`n" : ''))
    }
    $shown = $blocks | ForEach-Object { $_.Value }
    $real = $blocks | ForEach-Object { (Format-Block @(Get-TypedCommand $_.Value) $outputs).TrimEnd() }
    if ($env:JOBOPS_UPDATE) {
        $number = 0
        $page = [regex]::Replace($page, '(?s)(?<=```console\n).*?(?=\n```)', { $real[$script:number++] })
        Set-Content -LiteralPath $pagePath $page -NoNewline
        $shown = $real
    }
}

Describe 'The session of docs/powershell.md' {
    It 'runs from its first command to its last' {
        $answer.ExitCode | Should -Be 0
        $answer.Errors | Should -BeNullOrEmpty
        $commands.Count | Should -BeGreaterThan 20
        $outputs.Count | Should -Be 0
    }

    It 'shows what the page shows' {
        foreach ($number in 0..($blocks.Count - 1)) {
            Get-Comparable $real[$number] | Should -BeExactly (Get-Comparable $shown[$number])
        }
    }

    It 'uses the cmdlet <_>' -ForEach @(
        'Register-JobDefinition', 'Start-Job', 'Get-Job', 'Start-JobWorker', 'Wait-Job', 'Receive-Job', 'Get-JobRun', 'Stop-Job', 'Remove-Job'
    ) {
        $commands -match "\b$_\b" | Should -Not -BeNullOrEmpty
    }
}
