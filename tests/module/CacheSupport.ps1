# Real caches for tests: they listen on free ports of this machine, and end with the test.

function Get-FreePort {
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $listener.LocalEndpoint.Port
    $listener.Stop()
}

# Starts a program that says when it is ready. What it says afterwards is read, so that no pipe fills.
function Start-TestServer([string] $Program, [string[]] $Arguments, [string] $Ready) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($Program)
    $Arguments | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $streams = @($process.StandardOutput, $process.StandardError)
    $lines = @($streams | ForEach-Object { , $_.ReadLineAsync() })
    while ($true) {
        $index = [System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]]$lines)
        $line = $lines[$index].Result
        if ($null -eq $line) { throw "$Program ended: exit code $($process.ExitCode)" }
        if ($line -match $Ready) { break }
        $lines[$index] = $streams[$index].ReadLineAsync()
    }
    foreach ($at in 0, 1) { if ($at -eq $index) { $null = $streams[$at].ReadToEndAsync() } }
    $process
}

function Stop-TestServer($Process) {
    if ($Process -and -not $Process.HasExited) { $Process.Kill($true); $Process.WaitForExit() }
}

function Start-TestRedis([int] $Port, [string] $Folder, [string[]] $More = @()) {
    Start-TestServer redis-server (@('--port', $Port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', $Folder) + $More) 'Ready to accept connections'
}

# An nginx that caches what another server of the same nginx answers: public pages, and pages that name who asks.
function Start-TestNginx([int] $Port, [int] $Origin, [string] $Folder, [string] $Location) {
    Set-Content "$Folder/nginx.conf" @"
$(if ([Environment]::UserName -eq 'root') { 'user root;' })
daemon off; worker_processes 1; pid $Folder/nginx.pid; error_log stderr notice;
events { }
http {
  access_log off;
  client_body_temp_path $Folder/body; proxy_temp_path $Folder/proxy; fastcgi_temp_path $Folder/fastcgi;
  uwsgi_temp_path $Folder/uwsgi; scgi_temp_path $Folder/scgi;
  proxy_cache_path $Folder/cache levels=1:2 keys_zone=pages:1m;
  server {
    listen 127.0.0.1:$Port;
    location / {
      proxy_pass http://127.0.0.1:$Origin; proxy_cache pages; proxy_cache_key `$request_uri;
      add_header X-Cache `$upstream_cache_status always;
      $Location
    }
  }
  server {
    listen 127.0.0.1:$Origin;
    location /shop/ { add_header Cache-Control max-age=600; return 200 "page `$uri of [`$cookie_session]"; }
    location / { add_header Cache-Control 'private, no-store'; return 200 "page `$uri of [`$cookie_session]"; }
  }
}
"@
    Start-TestServer nginx @('-p', $Folder, '-e', 'stderr', '-c', "$Folder/nginx.conf") 'start worker process '
}
