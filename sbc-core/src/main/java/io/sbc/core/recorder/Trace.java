package io.sbc.core.recorder;

import io.sbc.base.Timers;
import io.sbc.core.record.CallRecord;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is being recorded of one call, or of one registration attempt: a stream of encoded events in blocks. It links itself into the
 * queue of its kind, so that the oldest is found and one in the middle is taken out at once. Owned by the shard.
 */
final class Trace {

    /** What it is a recording of. */
    enum Kind {
        CALL,
        REGISTRATION
    }

    /** How far it is. */
    enum Phase {
        OPEN,
        /** Over, but late messages may come. */
        LINGERS,
        /** Nothing more is taken. */
        CLOSED
    }

    final Kind kind;
    final String id;
    final long startedMillis;
    final long startedNanos;
    final List<String> callIds = new ArrayList<>(2);
    final List<byte[]> blocks = new ArrayList<>(4);

    int usedOfLast = BlockArena.BLOCK;
    int length;
    int events;
    int dropped;
    Phase phase = Phase.OPEN;

    /** Of a call, as call control told last; null before, or when it was refused before it became one. */
    @Nullable
    CallRecord call;

    /** Of a call that is none yet. */
    @Nullable
    SipRequest first;

    /** Until it is finished; null while it is open. Not left to run out: it would keep the trace, and its INVITE, until then. */
    Timers.@Nullable Timer lingering;

    /** Whose registration, and from where. */
    String user = "";
    String source = "";

    /** The final status that the phone got last; 0 before. */
    int status;
    boolean challenged;

    /** The connection of the phone that was last heard or spoken to. */
    long setFlow;

    boolean wrong;
    long lastNanos;
    long sequence;

    /** When the last quality sample was taken; quality that was seen. */
    long sampledNanos;
    long sampledMillis;
    int verdictsSeen;

    /** SSRCs beyond the first of each stream and side. */
    int sourcesSeen;

    /** Another call with a Call-ID of this one: a PBX that is a proxy sends our own leg back (lesson 21). */
    @Nullable
    Trace twin;

    @Nullable
    Trace older;
    @Nullable
    Trace newer;
    @Nullable
    TraceQueue queue;

    Trace(Kind kind, String id, long startedMillis, long startedNanos) {
        this.kind = kind;
        this.id = id;
        this.startedMillis = startedMillis;
        this.startedNanos = startedNanos;
        this.lastNanos = startedNanos;
    }

    /**
     * Appends octets.
     *
     * @return false when the arena had no more blocks: part of it may be written, and {@link #rewind} undoes that
     */
    boolean append(BlockArena arena, byte[] octets, int offset, int count) {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (usedOfLast == BlockArena.BLOCK) {
                byte[] block = arena.take();
                if (block == null) {
                    return false;
                }
                blocks.add(block);
                usedOfLast = 0;
            }
            int piece = Math.min(left, BlockArena.BLOCK - usedOfLast);
            System.arraycopy(octets, from, blocks.getLast(), usedOfLast, piece);
            usedOfLast += piece;
            length += piece;
            from += piece;
            left -= piece;
        }
        return true;
    }

    /** All that {@code other} has becomes this one's. */
    void takeOver(Trace other) {
        blocks.addAll(other.blocks);
        usedOfLast = other.usedOfLast;
        length = other.length;
        events = other.events;
        dropped = other.dropped;
        setFlow = other.setFlow;
        other.blocks.clear();
        other.length = 0;
        other.events = 0;
        other.usedOfLast = BlockArena.BLOCK;
    }

    /** Forgets what was written beyond {@code to}. */
    void rewind(BlockArena arena, int to) {
        int keep = Math.ceilDiv(to, BlockArena.BLOCK);
        while (blocks.size() > keep) {
            arena.giveBack(blocks.removeLast());
        }
        length = to;
        usedOfLast = blocks.isEmpty() ? BlockArena.BLOCK : to - (blocks.size() - 1) * BlockArena.BLOCK;
    }

    /** A copy of all that was written. */
    byte[] copy() {
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] block : blocks) {
            int piece = Math.min(BlockArena.BLOCK, length - at);
            System.arraycopy(block, 0, all, at, piece);
            at += piece;
        }
        return all;
    }

    /** Gives all blocks back; what they held counts as dropped if it was wanted. */
    void empty(BlockArena arena, boolean wanted) {
        if (wanted) {
            dropped += events;
        }
        events = 0;
        rewind(arena, 0);
    }

    /** What there is of it, but its events. */
    Recording bare() {
        CallRecord known = call;
        if (known != null) {
            return new Recording(id, false, known.device(), source, known.caller(), known.callee(), callIds,
                    startedMillis, known.endedMillis(), known.status(), Optional.of(known), List.of(), dropped);
        }
        OptionalLong ended = phase == Phase.OPEN && !challenged
                ? OptionalLong.empty()
                : OptionalLong.of(startedMillis + (lastNanos - startedNanos) / 1_000_000);
        return new Recording(id, kind == Kind.REGISTRATION, user, source, user(first, true), user(first, false),
                callIds, startedMillis, ended, status, Optional.empty(), List.of(), dropped);
    }

    private static String user(@Nullable SipRequest invite, boolean from) {
        try {
            return invite == null
                    ? ""
                    : (from ? invite.from() : invite.to()).sipUri().map(SipUri::userDecoded).orElse("");
        } catch (MalformedHeaderException unreadable) {
            return "";
        }
    }
}
