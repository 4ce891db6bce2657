@{
    RootModule           = 'Empty.dll'
    ModuleVersion        = '1.0.0'
    GUID                 = '1d0b41b5-5f0b-4c73-9c83-0f7c4bd1b2f4'
    Author               = 'The JobOps authors'
    Description          = 'A binary module with nothing in it: what PowerShell itself needs for an import.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @('Test-Empty')
}
