using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Store;

/// <summary>Names tables, columns, keys and indexes <c>in_snake_case</c>, so that hand-written SQL needs no quotes.</summary>
internal static class SnakeCase
{
    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            // The table is named after the property of BridgeDb: MessageParts -> message_parts.
            var table = Of(entity.GetTableName()!);
            entity.SetTableName(table);
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Of(property.Name));
            foreach (var key in entity.GetKeys())
                key.SetName("pk_" + table);
            foreach (var reference in entity.GetForeignKeys())
                reference.SetConstraintName("fk_" + table + "_" + Join(reference.Properties.Select(x => x.Name)));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName((index.IsUnique ? "ux_" : "ix_") + table + "_" + Join(index.Properties.Select(x => x.Name)));
        }
    }

    private static string Join(IEnumerable<string> names) => string.Join('_', names.Select(Of));

    private static string Of(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && result.Length > 0)
                result.Append('_');
            result.Append(char.ToLowerInvariant(c));
        }
        return result.ToString();
    }
}
