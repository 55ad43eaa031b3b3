using Bridge.Xmpp.Xeps;
using QRCoder;
using QRCoder.Exceptions;

namespace Bridge.Gateway.Logins;

/// <summary>QR codes as pictures.</summary>
internal static class QrCode
{
    private const int MaxText = 1024, PixelsPerModule = 6;

    /// <summary>The picture; null for what is too much for one.</summary>
    public static BitsOfBinary.Item? Draw(string text)
    {
        if (text.Length is 0 or > MaxText)
        {
            return null;
        }

        try
        {
            using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
            using var picture = new PngByteQRCode(code);
            var png = picture.GetGraphic(PixelsPerModule);
            return png.Length <= BitsOfBinary.MaxBytes ? new BitsOfBinary.Item("image/png", png) : null;
        }
        catch (DataTooLongException)
        {
            return null;
        }
    }
}
