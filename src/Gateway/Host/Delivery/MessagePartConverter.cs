using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>Stores a message part as an object with one property named after its kind.</summary>
internal sealed class MessagePartConverter : JsonConverter<MessagePart>
{
    public override MessagePart? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Read();
        var kind = reader.GetString();
        reader.Read();
        MessagePart? part = kind switch
        {
            "file" => JsonSerializer.Deserialize(ref reader, PayloadJson.Default.FilePart),
            "location" => JsonSerializer.Deserialize(ref reader, PayloadJson.Default.LocationPart),
            "contact" => JsonSerializer.Deserialize(ref reader, PayloadJson.Default.ContactCardPart),
            "poll" => JsonSerializer.Deserialize(ref reader, PayloadJson.Default.PollPart),
            "link" => JsonSerializer.Deserialize(ref reader, PayloadJson.Default.LinkPreviewPart),
            _ => throw new JsonException($"unknown message part {kind}"),
        };
        reader.Read();
        return part;
    }

    public override void Write(Utf8JsonWriter writer, MessagePart value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case FilePart file:
                writer.WritePropertyName("file");
                JsonSerializer.Serialize(writer, file, PayloadJson.Default.FilePart);
                break;
            case LocationPart location:
                writer.WritePropertyName("location");
                JsonSerializer.Serialize(writer, location, PayloadJson.Default.LocationPart);
                break;
            case ContactCardPart contact:
                writer.WritePropertyName("contact");
                JsonSerializer.Serialize(writer, contact, PayloadJson.Default.ContactCardPart);
                break;
            case PollPart poll:
                writer.WritePropertyName("poll");
                JsonSerializer.Serialize(writer, poll, PayloadJson.Default.PollPart);
                break;
            case LinkPreviewPart link:
                writer.WritePropertyName("link");
                JsonSerializer.Serialize(writer, link, PayloadJson.Default.LinkPreviewPart);
                break;
            default:
                throw new JsonException($"unknown message part {value.GetType().Name}");
        }

        writer.WriteEndObject();
    }
}
