using Bridge.Adapters;
using Bridge.Adapters.Demo;
using Bridge.Adapters.Irc;
using Bridge.Gateway;
using Bridge.Gateway.Admin;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Import;
using Bridge.Store;

// The only place that names an adapter.
INetworkAdapterFactory[] builtIn = [new IrcAdapterFactory(), new DemoAdapterFactory()];

var time = TimeProvider.System;
var (setup, status) = GatewaySetup.Prepare(args, builtIn, time, Console.Out, Console.Error);
if (setup is null)
{
    return status;
}

using (setup)
{
    if (setup.Import is { } import)
    {
        return await new ImportRun(setup, import, time, Console.Out, Console.Error).RunAsync();
    }

    try
    {
        await using var store = await GatewayStore.OpenAsync(setup.Configuration, time, setup.Loggers, CancellationToken.None);
        var bridge = new BridgeService(setup.Configuration, setup.Networks, store, setup.Loggers, time);
        var host = new GatewayHost(setup);
        if (bridge.FileServer is { } files)
        {
            host.Services.AddHostedService(_ => files);
        }

        host.Services.AddHostedService(_ => bridge);
        host.Services.AddSingleton<IHealthSource>(bridge);
        host.Services.AddSingleton<IHealthSource>(new StoreHealth(store.Writer, time));
        return await host.RunAsync(Console.Error);
    }
    catch (StoreException e)
    {
        await Console.Error.WriteLineAsync($"error: {e.Message}");
        return ExitStatus.Configuration;
    }
}
