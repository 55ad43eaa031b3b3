using System.Globalization;

namespace Bridge.Store;

/// <summary>A row of a <see cref="ForeignDatabase"/>. Its values may be of any type, whatever the schema says. Its text form holds none of them.</summary>
public sealed class ForeignRow
{
    private readonly IReadOnlyList<string> _columns;
    private readonly IReadOnlyList<object> _values;

    internal ForeignRow(string table, long id, IReadOnlyList<string> columns, IReadOnlyList<object> values) =>
        (Table, Id, _columns, _values) = (table, id, columns, values);

    /// <summary>The table.</summary>
    public string Table { get; }

    /// <summary>Its key in the table.</summary>
    public long Id { get; }

    /// <summary>A text, as it stands or as a number is written; empty for NULL and for a column that the table does not have; null for a BLOB.</summary>
    public string? Text(string column) => Find(column) switch
    {
        null => "",
        string text => text,
        byte[] => null,
        var number => Convert.ToString(number, CultureInfo.InvariantCulture),
    };

    /// <summary>Reads a number. Fractions are cut off.</summary>
    /// <param name="column">The column.</param>
    /// <param name="number">The number; null for NULL and for a column that the table does not have.</param>
    /// <returns>False when something else is there.</returns>
    public bool TryNumber(string column, out long? number)
    {
        (var isNumber, number) = Find(column) switch
        {
            null => (true, (long?)null),
            long whole => (true, whole),
            double some when some is > long.MinValue and < long.MaxValue => (true, (long)some),
            string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => (true, parsed),
            _ => (false, null),
        };
        return isNumber;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Table} {Id}");

    private object? Find(string column)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            if (_columns[i] == column)
                return _values[i] is DBNull ? null : _values[i];
        }
        return null;
    }
}
