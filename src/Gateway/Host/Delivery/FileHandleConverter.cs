using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Adapters;
using Bridge.Gateway.Media.Remote;

namespace Bridge.Gateway.Delivery;

/// <summary>Stores a file handle by its description; a user's file by all that is needed to fetch it.</summary>
internal sealed class FileHandleConverter : JsonConverter<IFileHandle>
{
    public override IFileHandle? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, PayloadJson.Default.StoredFileHandle) switch
        {
            { Sources: { Count: > 0 } sources } file => new SentFile(sources) { Name = file.Name, MediaType = file.MediaType, Size = file.Size, Sha256 = file.Sha256 },
            var file => file,
        };

    public override void Write(Utf8JsonWriter writer, IFileHandle value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer,
            value is SentFile sent
                ? new StoredFileHandle(sent.Name, sent.MediaType, sent.Size, null) { Sources = sent.Sources, Sha256 = sent.Sha256 }
                : new StoredFileHandle(value.Name, value.MediaType, value.Size, value.Url),
            PayloadJson.Default.StoredFileHandle);
}
