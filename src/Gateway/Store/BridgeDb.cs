using Microsoft.EntityFrameworkCore;

namespace Bridge.Store;

/// <summary>
/// The database as EF Core sees it. All times are Unix milliseconds, UTC. Reading is free; everything that writes goes
/// through <see cref="StoreWriter"/>.
/// </summary>
/// <param name="options">The provider and the connection.</param>
public sealed class BridgeDb(DbContextOptions<BridgeDb> options) : DbContext(options)
{
    /// <summary>The people who use the gateway.</summary>
    public DbSet<UserRow> Users => Set<UserRow>();

    /// <summary>Their logins, and the gateway's own.</summary>
    public DbSet<AccountRow> Accounts => Set<AccountRow>();

    /// <summary>The people on the networks.</summary>
    public DbSet<ContactRow> Contacts => Set<ContactRow>();

    /// <summary>Which pictures they have.</summary>
    public DbSet<AvatarRow> Avatars => Set<AvatarRow>();

    /// <summary>The pictures.</summary>
    public DbSet<PictureRow> Pictures => Set<PictureRow>();

    /// <summary>The files that people were given addresses of.</summary>
    public DbSet<FileRow> Files => Set<FileRow>();

    /// <summary>The conversations on the networks.</summary>
    public DbSet<ChatRow> Chats => Set<ChatRow>();

    /// <summary>Who is in a shared group.</summary>
    public DbSet<MemberRow> Members => Set<MemberRow>();

    /// <summary>The rooms hosted here.</summary>
    public DbSet<RoomRow> Rooms => Set<RoomRow>();

    /// <summary>The clients in them.</summary>
    public DbSet<OccupantRow> Occupants => Set<OccupantRow>();

    /// <summary>Who is told of the presence of which address.</summary>
    public DbSet<SubscriptionRow> Subscriptions => Set<SubscriptionRow>();

    /// <summary>The logical messages.</summary>
    public DbSet<MessageRow> Messages => Set<MessageRow>();

    /// <summary>Their parts on the network.</summary>
    public DbSet<MessagePartRow> MessageParts => Set<MessagePartRow>();

    /// <summary>The reactions to them.</summary>
    public DbSet<ReactionRow> Reactions => Set<ReactionRow>();

    /// <summary>What rooms showed to their clients.</summary>
    public DbSet<ArchiveRow> Archive => Set<ArchiveRow>();

    /// <summary>Accepted from the networks and not delivered yet.</summary>
    public DbSet<InboxRow> Inbox => Set<InboxRow>();

    /// <summary>Accepted from XMPP and not sent yet.</summary>
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    /// <summary>What became of deliveries.</summary>
    public DbSet<TraceRow> Trace => Set<TraceRow>();

    /// <summary>How far accounts have read their networks.</summary>
    public DbSet<CursorRow> Cursors => Set<CursorRow>();

    /// <summary>What users have set.</summary>
    public DbSet<OptionRow> Options => Set<OptionRow>();

    /// <summary>Small values of the whole gateway.</summary>
    public DbSet<SettingRow> Settings => Set<SettingRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        BridgeModel.Describe(modelBuilder);
        SnakeCase.Apply(modelBuilder);
    }
}
