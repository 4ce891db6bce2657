#!/usr/bin/env pwsh
# Builds, tests and shows JobOps. The tasks are in build.cs; ./build.ps1 --help lists them.
dotnet run --file "$PSScriptRoot/build.cs" -- @args
exit $LASTEXITCODE
