using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Gateway.Delivery;

/// <summary>Stores an option of a poll as a pair: a tuple has fields and no properties, of which nothing would be stored.</summary>
internal sealed class PollOptionConverter : JsonConverter<(string Text, int? Votes)>
{
    public override (string Text, int? Votes) Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.GetString() is not { } text || !reader.Read())
        {
            throw new JsonException("no option of a poll");
        }

        var votes = reader.TokenType == JsonTokenType.Null ? (int?)null : reader.GetInt32();
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? (text, votes) : throw new JsonException("no option of a poll");
    }

    public override void Write(Utf8JsonWriter writer, (string Text, int? Votes) value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Text);
        if (value.Votes is { } votes)
        {
            writer.WriteNumberValue(votes);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndArray();
    }
}
