# Pages that are the transcript of a session. Their commands are typed again, in a new session, and what comes out has to be
# what the page shows. With JOBOPS_UPDATE=1 the page is written anew.

# Types the commands of a page's console blocks in a folder. Returns what the page shows, what came out, and the answer of
# the session. The folder is called -ShownFolder on the page; -Shown has other texts that the page has in place of what came out.
function Invoke-Transcript {
    param(
        [string] $PagePath, [string] $Folder, [string] $ShownFolder, [hashtable] $Shown = @{}, [string] $Modules, [hashtable] $Environment = @{}
    )
    if ($ShownFolder) { $Shown = $Shown + @{ $Folder = $ShownFolder } }
    $page = (Get-Content -LiteralPath $PagePath -Raw).ReplaceLineEndings("`n")
    $blocks = [regex]::Matches($page, '(?s)(?<=```console\n).*?(?=\n```)')
    $commands = @($blocks | ForEach-Object { Get-TypedCommand $_.Value })
    if (-not $Modules) {
        $Modules = New-Item -ItemType Directory (Join-Path $TestDrive Modules) -Force
        # Pester walks through all that lies in its drive, so no link leads to a whole checkout.
        $module = New-Item -ItemType Directory (Join-Path $Modules JobOps) -Force
        foreach ($part in 'JobOps.psd1', 'module', 'en-US', 'scripts') {
            $null = New-Item -ItemType SymbolicLink (Join-Path $module $part) -Target (Join-Path (Split-Path $ManifestPath) $part) -Force
        }
    }
    Set-Content "$TestDrive/commands.json" (ConvertTo-Json $commands)

    $mark = 'end of the output'
    $session = Join-Path $PSScriptRoot Invoke-Session.ps1
    Set-Content "$TestDrive/session.ps1" "Set-Location '$Folder'; & '$session' '$TestDrive/commands.json' '$mark'"
    $answer = Invoke-TestPwsh -File "$TestDrive/session.ps1" -Environment (@{ PSModulePath = $Modules } + $Environment)
    $outputs = [System.Collections.Queue]::new()
    foreach ($output in $answer.Output.ReplaceLineEndings("`n") -split "$mark`n" | Select-Object -SkipLast 1) {
        foreach ($text in $Shown.GetEnumerator()) { $output = $output.Replace($text.Key, $text.Value) }
        $lines = $output.TrimEnd("`n") -split '\n' | ForEach-Object TrimEnd
        $outputs.Enqueue(($lines -join "`n") + ($output -match '\n\n$' ? "`n" : ''))
    }
    $onPage = @($blocks | ForEach-Object { $_.Value })
    $real = @($blocks | ForEach-Object { (Format-Block @(Get-TypedCommand $_.Value) $outputs).TrimEnd() })
    if ($env:JOBOPS_UPDATE) {
        $written = [System.Collections.Queue]::new($real)
        $page = [regex]::Replace($page, '(?s)(?<=```console\n).*?(?=\n```)', { $written.Dequeue() })
        Set-Content -LiteralPath $PagePath $page -NoNewline
        $onPage = $real
    }
    [pscustomobject]@{ Answer = $answer; Commands = $commands; Shown = $onPage; Real = $real; Left = $outputs.Count }
}

# The readme's tour, in a folder that has what it names, with an empty ledger, as ./build.sh shell has it.
function Invoke-ReadmeTour([string] $Scripts, [string] $Modules) {
    $folder = Split-Path (New-Item -ItemType Directory (Join-Path $TestDrive checkout/artifacts) -Force).FullName
    $null = New-Item -ItemType SymbolicLink $folder/scripts -Target $Scripts -Force
    $readme = Join-Path $PSScriptRoot '../../README.md' -Resolve
    Invoke-Transcript $readme $folder -Modules $Modules -Environment @{ JOBOPS_LEDGER = "sqlite:$folder/artifacts/ledger.db" }
}

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
    $Text -replace '\b([A-Z][a-z]{2} )?\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?\b( [-+]\d\d:\d\d\b)?', '<when>' -replace '\bjust now\b', '0 s ago' -replace '(\b\d+(\.\d+)? (ms|s|min|h)\b *)+', '<time> ' -replace '-{2,}', '-' -replace '\s+', ' '
}

# What was measured differs as well, and so do ports: of figures it counts that they are there.
function Get-ComparableFigure([string] $Text) {
    # A table breaks a cell where its figure is long, so words are compared without their distance.
    (Get-Comparable $Text) -replace '127\.0\.0\.1:\d+', '<site>' -replace '\b[0-9a-f]{64}\b', '<sha256>' -replace '<time>', '#' -replace '[-+−]?\d[\d.,]*( %)?', '#' -replace '(# ?)+', '# '
}

# A machine that is busy elsewhere leaves nothing to say of times; worse they never are.
function Get-ComparableTime([string] $Text) {
    (Get-ComparableFigure $Text) -replace '\b(response time|numbers in ms)( of cache m…)? # (Better|CannotTell)', '$1$2 # <better, or cannot tell>'
}

# Each block shows what came out: to the word, but for figures, or also for what a busy machine cannot say of times.
function Assert-Transcript($Transcript, [switch] $Figures, [switch] $Times) {
    $Transcript.Answer.ExitCode | Should -Be 0
    $Transcript.Answer.Errors | Should -BeNullOrEmpty
    $Transcript.Left | Should -Be 0
    foreach ($number in 0..($Transcript.Real.Count - 1)) {
        $compare = $Times ? 'Get-ComparableTime' : $Figures ? 'Get-ComparableFigure' : 'Get-Comparable'
        & $compare $Transcript.Real[$number] | Should -BeExactly (& $compare $Transcript.Shown[$number])
    }
}
