using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>Stores a file handle by its description.</summary>
internal sealed class FileHandleConverter : JsonConverter<IFileHandle>
{
    public override IFileHandle? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, PayloadJson.Default.StoredFileHandle);

    public override void Write(Utf8JsonWriter writer, IFileHandle value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new StoredFileHandle(value.Name, value.MediaType, value.Size, value.Url), PayloadJson.Default.StoredFileHandle);
}
