using Microsoft.EntityFrameworkCore;

namespace Bridge.Store;

/// <summary>Keys, uniqueness and references of the tables. Whatever hangs on an account goes with it.</summary>
internal static class BridgeModel
{
    public static void Describe(ModelBuilder model)
    {
        People(model);
        Conversations(model);
        Messages(model);
        Deliveries(model);
    }

    private static void People(ModelBuilder model)
    {
        model.Entity<UserRow>(user => user.HasIndex(x => x.Jid).IsUnique());
        model.Entity<AccountRow>(account =>
        {
            account.HasOne<UserRow>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
            account.HasIndex(x => new { x.UserId, x.Network, x.AccountKey }).IsUnique();
            // SQL takes every NULL for a different value, so the index above leaves relay accounts alone.
            account.HasIndex(x => new { x.Network, x.AccountKey }).IsUnique().HasFilter("user_id IS NULL");
        });
        model.Entity<ContactRow>(contact =>
        {
            contact.HasOne<AccountRow>().WithMany().HasForeignKey(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
            contact.HasIndex(x => new { x.AccountId, x.NetworkId }).IsUnique();
        });
        model.Entity<AvatarRow>(avatar =>
        {
            avatar.HasKey(x => new { x.AccountId, x.Contact });
            avatar.HasOne<AccountRow>().WithMany().HasForeignKey(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
            avatar.HasIndex(x => x.Sha1);
        });
        model.Entity<PictureRow>(picture => picture.HasKey(x => x.Sha1));
        model.Entity<FileRow>(file =>
        {
            file.HasOne<AccountRow>().WithMany().HasForeignKey(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
            file.HasIndex(x => new { x.AccountId, x.Key }).IsUnique().HasFilter("account_id IS NOT NULL");
            file.HasIndex(x => x.Token).IsUnique().HasFilter("token IS NOT NULL");
            file.HasIndex(x => x.ExpiresAt);
        });
        model.Entity<CursorRow>(cursor =>
        {
            cursor.HasKey(x => new { x.AccountId, x.Name });
            cursor.HasOne<AccountRow>().WithMany().HasForeignKey(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        // A table of its key alone: no id, and no reference to users, who need no account to have us in their roster.
        model.Entity<SubscriptionRow>(subscription => subscription.HasKey(x => new { x.Network, x.UserJid, x.Address }));
        model.Entity<SettingRow>(setting => setting.HasKey(x => x.Key));
        model.Entity<OptionRow>(option =>
        {
            option.HasOne<UserRow>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
            option.HasOne<AccountRow>().WithMany().HasForeignKey(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
            option.HasIndex(x => new { x.AccountId, x.Chat, x.Name }).IsUnique().HasFilter("account_id IS NOT NULL");
            option.HasIndex(x => new { x.UserId, x.Network, x.Name }).IsUnique().HasFilter("account_id IS NULL");
        });
    }

    private static void Conversations(ModelBuilder model)
    {
        model.Entity<ChatRow>(chat =>
        {
            chat.HasOne<AccountRow>().WithMany().HasForeignKey(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
            chat.HasIndex(x => new { x.AccountId, x.NetworkId }).IsUnique();
            // Shared chats have no account, and every NULL counts as different in the index above.
            chat.HasIndex(x => new { x.Network, x.NetworkId }).IsUnique().HasFilter("account_id IS NULL");
        });
        model.Entity<MemberRow>(member =>
        {
            member.HasKey(x => new { x.ChatId, x.NetworkId });
            member.HasOne<ChatRow>().WithMany().HasForeignKey(x => x.ChatId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<RoomRow>(room =>
        {
            room.HasOne<AccountRow>().WithMany().HasForeignKey(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
            room.HasIndex(x => new { x.AccountId, x.Chat }).IsUnique();
        });
        model.Entity<OccupantRow>(occupant =>
        {
            occupant.HasOne<RoomRow>().WithMany().HasForeignKey(x => x.RoomId).OnDelete(DeleteBehavior.Cascade);
            occupant.HasIndex(x => new { x.RoomId, x.Jid }).IsUnique();
        });
    }

    private static void Messages(ModelBuilder model)
    {
        model.Entity<MessageRow>(message =>
        {
            // The process assigns it, so that parts and reactions can be written in the same batch without asking for it.
            message.Property(x => x.Id).ValueGeneratedNever();
            message.Property(x => x.Stanzas).HasDefaultValue(1);
            message.Property(x => x.WantsReceipt).HasDefaultValue(false);
            message.HasOne<ChatRow>().WithMany().HasForeignKey(x => x.ChatId).OnDelete(DeleteBehavior.Cascade);
            message.HasIndex(x => new { x.ChatId, x.NetworkId }).IsUnique();
            message.HasIndex(x => new { x.ChatId, x.XmppId }).HasFilter("xmpp_id IS NOT NULL");
        });
        model.Entity<MessagePartRow>(part =>
        {
            part.HasKey(x => new { x.ChatId, x.NetworkId, x.Part });
            part.HasOne<MessageRow>().WithMany().HasForeignKey(x => x.MessageId).OnDelete(DeleteBehavior.Cascade);
        });
        // No AUTOINCREMENT, as for the tables of deliveries: clients know a message by its stanza's id.
        model.Entity<ArchiveRow>(archive =>
        {
            archive.Property(x => x.Id).ValueGeneratedNever();
            archive.HasOne<ChatRow>().WithMany().HasForeignKey(x => x.ChatId).OnDelete(DeleteBehavior.Cascade);
            // The id first: ids grow with time, so that what a hundred rooms archive goes to one end of the index and not to a hundred places in it.
            archive.HasIndex(x => new { x.StanzaId, x.ChatId }).IsUnique();
            // The key of the row follows in every index of SQLite, so that this is the whole order.
            archive.HasIndex(x => new { x.ChatId, x.SaidAt });
        });
        model.Entity<ReactionRow>(reaction =>
        {
            reaction.HasKey(x => new { x.MessageId, x.Part, x.Sender });
            reaction.HasOne<MessageRow>().WithMany().HasForeignKey(x => x.MessageId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    // The hot tables: no foreign keys, no index but the one that keeps out repetitions, and ids that are not
    // AUTOINCREMENT, which would write to a second table for each row.
    private static void Deliveries(ModelBuilder model)
    {
        model.Entity<InboxRow>(inbox =>
        {
            inbox.Property(x => x.Id).ValueGeneratedNever();
            inbox.HasIndex(x => new { x.AccountId, x.DedupeKey }).IsUnique().HasFilter("dedupe_key IS NOT NULL");
        });
        model.Entity<OutboxRow>(outbox => outbox.Property(x => x.Id).ValueGeneratedNever());
        // An INSERT that leaves the id out gets the next one from SQLite; EF only reads this table.
        model.Entity<TraceRow>(trace => trace.Property(x => x.Id).ValueGeneratedNever());
    }
}
