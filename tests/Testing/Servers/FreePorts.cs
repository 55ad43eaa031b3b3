using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Bridge.Testing.Servers;

/// <summary>Hands out loopback ports that nothing listens on.</summary>
public static class FreePorts
{
    // Below the kernel's ephemeral range (32768 and up): a port of ours must still be free after its server was
    // restarted, and an outgoing connection of anybody could have taken an ephemeral one in between.
    private const int First = 20000;
    private const int Last = 32000;

    private static readonly HashSet<int> Given = [];

    /// <summary>Returns a port that is free now and that this process has not handed out before.</summary>
    public static int Next()
    {
        lock (Given)
        {
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = RandomNumberGenerator.GetInt32(First, Last);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
        throw new InvalidOperationException($"No free loopback port between {First} and {Last}.");
    }

    /// <summary>Returns this port if it is free, and another one otherwise; for ports that a person reads.</summary>
    public static int Prefer(int port)
    {
        lock (Given)
        {
            if (IsFree(port) && Given.Add(port))
                return port;
        }
        return Next();
    }

    private static bool IsFree(int port)
    {
        if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port))
            return false;
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
