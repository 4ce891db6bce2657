# Receivers of notifications as tests have them: a web server and a mail server of this process, which keep what they get as files.

# A port that nobody listens on.
function Get-TestPort {
    $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $probe.Start()
    $port = $probe.LocalEndpoint.Port
    $probe.Stop()
    $port
}

# Takes each request into the folder: N.json is the body, N.headers its headers, which is written last. It answers with -Status, or with
# the number in the file 'status' of the folder.
function Start-TestWebhook([string] $Folder, [int] $Status = 204) {
    $null = New-Item -ItemType Directory $Folder -Force
    $port = Get-TestPort
    $listener = [System.Net.HttpListener]::new()
    $listener.Prefixes.Add("http://127.0.0.1:$port/")
    $listener.Start()
    $shell = [powershell]::Create().AddScript({
            param($Listener, $Folder, $Status)
            $number = 0
            while ($Listener.IsListening) {
                try { $context = $Listener.GetContext() } catch { return }
                $number++
                $body = [System.IO.MemoryStream]::new()
                $context.Request.InputStream.CopyTo($body)
                [System.IO.File]::WriteAllBytes("$Folder/$number.json", $body.ToArray())
                $headers = foreach ($name in $context.Request.Headers.AllKeys) { "${name}: $($context.Request.Headers[$name])" }
                [System.IO.File]::WriteAllLines("$Folder/$number.new", [string[]]$headers)
                [System.IO.File]::Move("$Folder/$number.new", "$Folder/$number.headers")
                $context.Response.StatusCode = [System.IO.File]::Exists("$Folder/status") ? [int][System.IO.File]::ReadAllText("$Folder/status") : $Status
                $context.Response.Close()
            }
        }).AddArgument($listener).AddArgument($Folder).AddArgument($Status)
    [pscustomobject]@{ Address = "http://127.0.0.1:$port/jobops"; Folder = $Folder; Listener = $listener; Shell = $shell; Call = $shell.BeginInvoke() }
}

# Speaks as much SMTP as it takes to get a mail, which becomes the file N.eml of the folder.
function Start-TestMailServer([string] $Folder) {
    $null = New-Item -ItemType Directory $Folder -Force
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $shell = [powershell]::Create().AddScript({
            param($Listener, $Folder)
            $number = 0
            while ($true) {
                try { $client = $Listener.AcceptTcpClient() } catch { return }
                try {
                    $stream = $client.GetStream()
                    $reader = [System.IO.StreamReader]::new($stream)
                    $writer = [System.IO.StreamWriter]::new($stream)
                    $writer.NewLine, $writer.AutoFlush = "`r`n", $true
                    $writer.WriteLine('220 test ESMTP')
                    while ($null -ne ($line = $reader.ReadLine())) {
                        switch -Regex ($line) {
                            '^EHLO' { $writer.WriteLine('250 test') }
                            '^DATA' {
                                $writer.WriteLine('354 go on')
                                $mail = [System.Collections.Generic.List[string]]::new()
                                while (($line = $reader.ReadLine()) -ne '.') { $mail.Add(($line -replace '^\.')) }
                                $number++
                                [System.IO.File]::WriteAllLines("$Folder/$number.new", $mail)
                                [System.IO.File]::Move("$Folder/$number.new", "$Folder/$number.eml")
                                $writer.WriteLine('250 kept')
                            }
                            '^QUIT' { $writer.WriteLine('221 bye') }
                            default { $writer.WriteLine('250 ok') }
                        }
                    }
                }
                catch [System.IO.IOException] { }
                finally { $client.Dispose() }
            }
        }).AddArgument($listener).AddArgument($Folder)
    [pscustomobject]@{
        Address = "127.0.0.1:$($listener.LocalEndpoint.Port)"; Folder = $Folder; Listener = $listener; Shell = $shell; Call = $shell.BeginInvoke()
    }
}

function Stop-TestReceiver($Receiver) {
    $Receiver.Listener.Stop()
    $Receiver.Shell.Dispose()
}

# A request as its receiver has it: the event, and the headers.
function Get-TestRequest($Receiver, [int] $Number = 1) {
    Wait-TestCondition { Test-Path "$($Receiver.Folder)/$Number.headers" } "request $Number"
    $body = [System.IO.File]::ReadAllText("$($Receiver.Folder)/$Number.json")
    $headers = @{}
    foreach ($line in Get-Content "$($Receiver.Folder)/$Number.headers") { $name, $value = $line -split ': ', 2; $headers[$name] = $value }
    [pscustomobject]@{ Body = $body; Event = $body | ConvertFrom-Json -AsHashtable; Headers = $headers }
}

# What the signature of a request has to be, by the rule of Standard Webhooks.
function Get-TestSignature($Request, [byte[]] $Key) {
    $signed = "$($Request.Headers['webhook-id']).$($Request.Headers['webhook-timestamp']).$($Request.Body)"
    "v1,$([Convert]::ToBase64String([System.Security.Cryptography.HMACSHA256]::HashData($Key, [System.Text.Encoding]::UTF8.GetBytes($signed))))"
}
