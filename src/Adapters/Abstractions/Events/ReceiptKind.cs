namespace Bridge.Adapters;

/// <summary>The kinds of receipts.</summary>
public enum ReceiptKind
{
    /// <summary>It reached the person's device (XEP-0184).</summary>
    Delivered,

    /// <summary>The person saw it (XEP-0333).</summary>
    Displayed,
}
