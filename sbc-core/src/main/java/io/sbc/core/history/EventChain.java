package io.sbc.core.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Hashes entries into a chain: who changes one, takes one out or puts one in has to change all that follow. Pure.
 *
 * <p>The canonical form is a sequence of fields, each as the number of its octets in UTF-8 in decimal, a colon, the octets and a comma
 * ({@code 5:hello,}); a field that is not there is {@code -,}. The fields are: hash of the entry before, sequence, milliseconds since
 * 1970, kind, name and address of the author, correlation id, action, kind and id of the subject, number of tags, the tags in the order
 * of their characters, number of changes, and for each of them property, before and after.
 */
public final class EventChain {

    /** Stands before the first entry. */
    public static final String BEGINNING = "0".repeat(64);

    private EventChain() {}

    /** SHA-256 of the canonical form, in lower-case hex. */
    public static String hash(String previous, long sequence, Instant time, EventDraft what) {
        MessageDigest digest = sha256();
        add(digest, previous);
        add(digest, Long.toString(sequence));
        add(digest, Long.toString(time.toEpochMilli()));
        add(digest, what.author().kind().name());
        add(digest, what.author().name());
        add(digest, what.author().address());
        add(digest, what.author().correlationId());
        add(digest, what.action());
        add(digest, what.subject().kind());
        add(digest, what.subject().id());
        add(digest, Integer.toString(what.tags().size()));
        what.tags().stream().sorted().forEach(tag -> add(digest, tag));
        add(digest, Integer.toString(what.changes().size()));
        for (PropertyChange change : what.changes()) {
            add(digest, change.property());
            add(digest, change.before());
            add(digest, change.after());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Gives an entry its place behind another. */
    public static Event chained(String previous, long sequence, Instant time, EventDraft what) {
        Instant written = Instant.ofEpochMilli(time.toEpochMilli());
        return new Event(sequence, written, what, previous, hash(previous, sequence, written, what));
    }

    /** Whether an entry is as it was written. */
    public static boolean isIntact(Event event) {
        return event.hash().equals(hash(event.previous(), event.sequence(), event.time(), event.what()));
    }

    private static void add(MessageDigest digest, Optional<String> field) {
        field.ifPresentOrElse(present -> add(digest, present),
                () -> digest.update("-,".getBytes(StandardCharsets.US_ASCII)));
    }

    private static void add(MessageDigest digest, String field) {
        byte[] octets = field.getBytes(StandardCharsets.UTF_8);
        byte[] length = (octets.length + ":").getBytes(StandardCharsets.US_ASCII);
        digest.update(
                ByteBuffer.allocate(length.length + octets.length + 1).put(length).put(octets).put((byte) ',').flip());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
