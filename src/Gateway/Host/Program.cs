using Bridge.Adapters;
using Bridge.Gateway.Configuration;

// The only place that names an adapter.
INetworkAdapterFactory[] builtIn = [];

var (setup, status) = GatewaySetup.Prepare(args, builtIn, TimeProvider.System, Console.Out, Console.Error);
if (setup is null)
{
    return status;
}

using (setup)
{
    var host = new GatewayHost(setup);
    return await host.RunAsync(Console.Error);
}
