package io.sbc.core.directory.sql;

import io.sbc.core.history.Event;
import io.sbc.core.history.EventChain;
import io.sbc.core.history.EventDraft;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes the chain. Whoever calls is the only writer of the database until the transaction ends, so that the end of the chain is his.
 */
final class EventLog {

    private static final String ALGORITHM = "HmacSHA256";
    /** Two hashes, the numbers, the names, and their place in the indexes. */
    private static final int ROW_OCTETS = 350;

    private final SecretKeySpec sealKey;

    /** Where the chain ends, and what it begins behind. */
    record Head(long sequence, String hash, long anchorSequence, String anchorHash, long octets, String seal) {}

    EventLog(byte[] sealKey) {
        this.sealKey = new SecretKeySpec(sealKey, ALGORITHM);
    }

    void append(Handle transaction, List<EventDraft> drafts, Instant now) {
        if (drafts.isEmpty()) {
            return;
        }
        Head head = head(transaction);
        List<Event> events = new ArrayList<>(drafts.size());
        String previous = head.hash();
        long sequence = head.sequence();
        for (EventDraft draft : drafts) {
            Event event = EventChain.chained(previous, ++sequence, now, draft);
            events.add(event);
            previous = event.hash();
        }
        long octets = head.octets() + insert(transaction, events);
        write(transaction, sequence, previous, head.anchorSequence(), head.anchorHash(), octets);
    }

    Head head(Handle open) {
        return open.select("SELECT * FROM event_chain WHERE id = 1").map((row, _) -> new Head(row.getLong("sequence"),
                row.getString("hash"), row.getLong("anchor_sequence"), row.getString("anchor_hash"),
                row.getLong("octets"), row.getString("seal"))).one();
    }

    void write(Handle transaction, long sequence, String hash, long anchorSequence, String anchorHash, long octets) {
        transaction.execute(
                """
                        UPDATE event_chain SET sequence = ?, hash = ?, anchor_sequence = ?, anchor_hash = ?, octets = ?, seal = ?
                        WHERE id = 1""",
                sequence, hash, anchorSequence, anchorHash, octets,
                seal(sequence, hash, anchorSequence, anchorHash));
    }

    /** Whether the end and the beginning of the chain are what this SBC wrote. */
    boolean isGenuine(Head head) {
        return (head.sequence() == 0 && head.seal().isEmpty())
                || seal(head.sequence(), head.hash(), head.anchorSequence(), head.anchorHash()).equals(head.seal());
    }

    private String seal(long sequence, String hash, long anchorSequence, String anchorHash) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(sealKey);
            return HexFormat.of()
                    .formatHex(mac.doFinal((sequence + " " + hash + " " + anchorSequence + " " + anchorHash)
                            .getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** How many octets they count. */
    private static long insert(Handle transaction, List<Event> events) {
        long octets = 0;
        try (PreparedBatch batch = transaction.prepareBatch("""
                INSERT INTO events (sequence, time_millis, author_kind, author_name, address, correlation_id, action,
                                    subject_kind, subject_id, changes, tags, previous, hash, octets)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (Event event : events) {
                EventDraft what = event.what();
                String changes = ChangeLines.write(what.changes());
                long size = octets(event, changes);
                octets += size;
                batch.add(event.sequence(), event.time().toEpochMilli(), what.author().kind().name(),
                        what.author().name(), what.author().address(), what.author().correlationId(), what.action(),
                        what.subject().kind(), what.subject().id(), changes,
                        what.tags().stream().sorted().collect(Collectors.joining(" ", " ", " ")), event.previous(),
                        event.hash(), size);
            }
            batch.execute();
        }
        return octets;
    }

    /** What an entry counts against the limit. */
    static long octetsOf(Event event) {
        return octets(event, ChangeLines.write(event.what().changes()));
    }

    private static long octets(Event event, String changes) {
        return (long) ROW_OCTETS + changes.length() + event.what().subject().id().length();
    }
}
