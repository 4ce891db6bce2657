using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.SqlServer;

/// <summary>Signing in to Entra, in every way that a connection string can name but a password and the Windows session.</summary>
sealed class SqlServerSignIn : SqlAuthenticationProvider
{
    static readonly SqlServerSignIn s_provider = new();

    // A credential keeps its token, and renews it.
    readonly ConcurrentDictionary<(SqlAuthenticationMethod, string? Authority, string? User, string? Password), TokenCredential> _known = [];

    /// <summary>From then on every connection of the process that names such a way signs in here.</summary>
    public static void Register()
    {
        foreach (var method in Enum.GetValues<SqlAuthenticationMethod>().Where(s_provider.IsSupported))
            SetProvider(method, s_provider);
    }

    /// <inheritdoc/>
    public override bool IsSupported(SqlAuthenticationMethod authenticationMethod) => authenticationMethod
        is SqlAuthenticationMethod.ActiveDirectoryManagedIdentity or SqlAuthenticationMethod.ActiveDirectoryMSI
        or SqlAuthenticationMethod.ActiveDirectoryWorkloadIdentity or SqlAuthenticationMethod.ActiveDirectoryServicePrincipal
        or SqlAuthenticationMethod.ActiveDirectoryDefault or SqlAuthenticationMethod.ActiveDirectoryInteractive
        or SqlAuthenticationMethod.ActiveDirectoryDeviceCodeFlow;

    /// <inheritdoc/>
    public override async Task<SqlAuthenticationToken> AcquireTokenAsync(SqlAuthenticationParameters parameters)
    {
        var credential = _known.GetOrAdd(
            (parameters.AuthenticationMethod, parameters.Authority, parameters.UserId, parameters.Password), _ => New(parameters));
        var scope = parameters.Resource.TrimEnd('/') + "/.default";
        using var limit = new CancellationTokenSource(Limit(parameters));
        try
        {
            var token = await credential.GetTokenAsync(new([scope]), limit.Token);
            return new(token.Token, token.ExpiresOn);
        }
        catch (AuthenticationFailedException exception)
        {
            throw new SignInFailed(parameters.AuthenticationMethod, exception.Message, exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new SignInFailed(
                parameters.AuthenticationMethod, $"Entra gave no token within {parameters.ConnectionTimeout} s.", exception);
        }
    }

    /// <summary>A person takes the time that it takes; whatever else signs in has the time of a connection.</summary>
    static TimeSpan Limit(SqlAuthenticationParameters parameters) =>
        parameters.ConnectionTimeout <= 0 || parameters.AuthenticationMethod
            is SqlAuthenticationMethod.ActiveDirectoryInteractive or SqlAuthenticationMethod.ActiveDirectoryDeviceCodeFlow
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromSeconds(parameters.ConnectionTimeout);

    static TokenCredential New(SqlAuthenticationParameters parameters)
    {
        var authority = new Uri(parameters.Authority);
        var host = new Uri(authority.GetLeftPart(UriPartial.Authority));
        var tenant = authority.AbsolutePath.Trim('/');
        // Where a way names no user, some ask for null and not for an empty text.
        var user = string.IsNullOrEmpty(parameters.UserId) ? null : parameters.UserId;
        return parameters.AuthenticationMethod switch
        {
            SqlAuthenticationMethod.ActiveDirectoryManagedIdentity or SqlAuthenticationMethod.ActiveDirectoryMSI =>
                new ManagedIdentityCredential(user is null
                    ? ManagedIdentityId.SystemAssigned
                    : ManagedIdentityId.FromUserAssignedClientId(user)),
            SqlAuthenticationMethod.ActiveDirectoryWorkloadIdentity =>
                new WorkloadIdentityCredential(new() { AuthorityHost = host, ClientId = user, TenantId = tenant }),
            SqlAuthenticationMethod.ActiveDirectoryServicePrincipal =>
                new ClientSecretCredential(tenant, user, parameters.Password, new ClientSecretCredentialOptions { AuthorityHost = host }),
            SqlAuthenticationMethod.ActiveDirectoryDefault =>
                new DefaultAzureCredential(new DefaultAzureCredentialOptions { AuthorityHost = host, ManagedIdentityClientId = user }),
            SqlAuthenticationMethod.ActiveDirectoryInteractive =>
                new InteractiveBrowserCredential(new InteractiveBrowserCredentialOptions
                {
                    AuthorityHost = host,
                    TenantId = tenant,
                    LoginHint = user,
                }),
            SqlAuthenticationMethod.ActiveDirectoryDeviceCodeFlow => new DeviceCodeCredential(new DeviceCodeCredentialOptions
            {
                AuthorityHost = host,
                TenantId = tenant,
                // Standard output holds the answer that a program reads.
                DeviceCodeCallback = (code, _) => Console.Error.WriteLineAsync(code.Message),
            }),
            var other => throw new NotSupportedException($"{other} is not a way to sign in"),
        };
    }

    // The client makes a SqlException of it, as of a login that failed.
    sealed class SignInFailed(SqlAuthenticationMethod method, string why, Exception cause)
        : SqlAuthenticationProviderException(method, "SignInFailed", shouldRetry: false, retryPeriod: 0, why, cause);
}
