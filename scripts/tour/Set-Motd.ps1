<#
.NOTES
    Owner: night shift
    ExpectedResult: The file holds the message.
    RollbackNote: Put the message back that was there before.
#>
param([string] $Path, [string] $Message)
$before = Invoke-JobStep read { Get-Content $Path } -ReadOnly
Invoke-JobStep write { Set-Content $Path $Message } -Touches $Path -Rollback { Set-Content $using:Path $using:before }
Invoke-JobStep check { if ((Get-Content $Path) -ne $Message) { throw 'It holds something else.' } } -ReadOnly
