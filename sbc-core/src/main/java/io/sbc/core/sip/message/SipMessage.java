package io.sbc.core.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A SIP message over its bytes. The headers that every message must have ({@code Via}, {@code From}, {@code To}, {@code
 * Call-ID}, {@code CSeq}) were checked when it was parsed; other typed reads may throw {@link
 * MalformedHeaderException}. Immutable.
 *
 * <p>Text that is read out never holds CR, LF or NUL: folded lines are joined, and a NUL octet, which is legal only
 * behind a backslash, reads as a space. The bytes themselves stay as they came.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {

    /** RFC 4568 §9.1, RFC 4567 §3.1, RFC 4566 §5.12: where a session description has keys. */
    private static final Pattern KEYS = Pattern.compile("(inline:|\na=key-mgmt:|\nk=)[^\r\n; ]+[^\r\n;]*");

    private final byte[] bytes;
    private final Layout layout;
    private final FieldIndex fields;

    // Read once, kept. Racy on purpose: the values are immutable and equal whoever computes them.
    private @Nullable Via topmostVia;
    private @Nullable NameAddr from;
    private @Nullable NameAddr to;
    private @Nullable String callId;
    private @Nullable CSeq cseq;

    /** Where the parts of a message stand: start line, header fields, empty line, body. */
    record Layout(int start, int fieldsStart, int fieldsEnd, int body, int bodyLength) {}

    SipMessage(byte[] bytes, Layout layout, FieldIndex fields) {
        this.bytes = bytes;
        this.layout = layout;
        this.fields = fields;
    }

    final byte[] octets() {
        return bytes;
    }

    final Layout layout() {
        return layout;
    }

    final FieldIndex fields() {
        return fields;
    }

    /** What the octets would be with another value in one field, Content-Length untouched. */
    final MessageBuilder.Written splice(int field, String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        int from = fields.valueStart(field);
        int to = fields.valueEnd(field);
        int shift = octets.length - (to - from);
        byte[] spliced = new byte[bytes.length + shift];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(octets, 0, spliced, from, octets.length);
        System.arraycopy(bytes, to, spliced, from + octets.length, bytes.length - to);
        Layout moved = new Layout(layout.start, layout.fieldsStart, layout.fieldsEnd + shift, layout.body + shift,
                layout.bodyLength);
        return new MessageBuilder.Written(spliced, moved, fields.spliced(spliced, field, shift));
    }

    /** The typed reads of a message that differs in its topmost Via only. */
    final void adoptReads(SipMessage same, Via via) {
        topmostVia = via;
        from = same.from;
        to = same.to;
        callId = same.callId;
        cseq = same.cseq;
    }

    /**
     * Lets go of what was read out so far, of which a message that is kept for long may never be asked again; it is read anew
     * when it is.
     */
    public final void forgetReads() {
        topmostVia = null;
        from = null;
        to = null;
        callId = null;
        cseq = null;
        forgetOwnReads();
    }

    /** As {@link #forgetReads()}, of what only this kind of message has. */
    abstract void forgetOwnReads();

    /** The first field of that name, whole and unfolded. */
    public final Optional<String> header(HeaderName name) {
        int field = fields.find(name, 0);
        return field < 0 ? Optional.empty() : Optional.of(fields.value(field));
    }

    /** Every value of that name in order; fields that are lists by grammar are split at their commas. */
    public final List<String> headers(HeaderName name) {
        int field = fields.find(name, 0);
        if (field < 0) {
            return List.of();
        }
        boolean list = KnownHeaders.isList(name.id());
        List<String> values = new ArrayList<>(4);
        for (; field >= 0; field = fields.find(name, field + 1)) {
            String value = fields.value(field);
            if (!list) {
                values.add(value);
                continue;
            }
            for (String element : Grammar.splitAtCommas(value)) {
                if (!element.isEmpty()) {
                    values.add(element);
                }
            }
        }
        return values;
    }

    /** Every field in order: names in their usual spelling, values as written. */
    public final List<HeaderField> allHeaders() {
        List<HeaderField> all = new ArrayList<>(fields.count());
        for (int i = 0; i < fields.count(); i++) {
            all.add(new HeaderField(fields.name(i), fields.value(i)));
        }
        return all;
    }

    public final boolean has(HeaderName name) {
        return fields.find(name, 0) >= 0;
    }

    /** Whether the comma list {@code name} (Supported, Require, Allow) has {@code token}, without case. */
    public final boolean lists(HeaderName name, String token) {
        for (int field = fields.find(name, 0); field >= 0; field = fields.find(name, field + 1)) {
            if (Grammar.listHas(fields.value(field), token)) {
                return true;
            }
        }
        return false;
    }

    public final Via topmostVia() {
        Via known = topmostVia;
        if (known == null) {
            String value = required(HeaderName.VIA);
            known = wellFormed(HeaderName.VIA,
                    Via.read(value.substring(0, Grammar.endOfElement(value, 0)).stripTrailing()));
            topmostVia = known;
        }
        return known;
    }

    public final NameAddr from() {
        NameAddr known = from;
        if (known == null) {
            known = address(HeaderName.FROM);
            from = known;
        }
        return known;
    }

    public final NameAddr to() {
        NameAddr known = to;
        if (known == null) {
            known = address(HeaderName.TO);
            to = known;
        }
        return known;
    }

    /** As {@link #to}, if it was read before. */
    final @Nullable NameAddr knownTo() {
        return to;
    }

    private NameAddr address(HeaderName name) {
        NameAddr address = wellFormed(name, NameAddr.read(required(name)));
        if (address.isWildcard()) {
            throw new MalformedHeaderException(name, "no address");
        }
        return address;
    }

    public final String callId() {
        String known = callId;
        if (known == null) {
            known = required(HeaderName.CALL_ID);
            for (int i = 0; i < known.length(); i++) {
                if (known.charAt(i) <= ' ') {
                    throw new MalformedHeaderException(HeaderName.CALL_ID, "white space");
                }
            }
            if (known.isEmpty()) {
                throw new MalformedHeaderException(HeaderName.CALL_ID, "empty");
            }
            callId = known;
        }
        return known;
    }

    public final CSeq cseq() {
        CSeq known = cseq;
        if (known == null) {
            known = wellFormed(HeaderName.CSEQ, CSeq.read(required(HeaderName.CSEQ)));
            cseq = known;
        }
        return known;
    }

    public final List<NameAddr> contacts() {
        return addresses(HeaderName.CONTACT);
    }

    /** Values of a name-addr list: Route, Record-Route, Path, P-Asserted-Identity and so on. */
    public final List<NameAddr> addresses(HeaderName name) {
        int field = fields.find(name, 0);
        if (field < 0) {
            return List.of();
        }
        List<NameAddr> addresses = new ArrayList<>(2);
        for (; field >= 0; field = fields.find(name, field + 1)) {
            for (String element : Grammar.splitAtCommas(fields.value(field))) {
                addresses.add(wellFormed(name, NameAddr.read(element)));
            }
        }
        return addresses;
    }

    public final OptionalInt maxForwards() {
        long hops = number(HeaderName.MAX_FORWARDS, 255);
        return hops < 0 ? OptionalInt.empty() : OptionalInt.of((int) hops);
    }

    /** The Expires header, seconds. */
    public final OptionalLong expires() {
        long seconds = number(HeaderName.EXPIRES, 0xffff_ffffL);
        return seconds < 0 ? OptionalLong.empty() : OptionalLong.of(seconds);
    }

    private long number(HeaderName name, long max) {
        int field = fields.find(name, 0);
        if (field < 0) {
            return -1;
        }
        String value = fields.value(field);
        long number = Grammar.number(value, 0, value.length(), max);
        if (number < 0) {
            throw new MalformedHeaderException(name, "no number of 0 to " + max);
        }
        return number;
    }

    private String required(HeaderName name) {
        int field = fields.find(name.id(), 0);
        if (field < 0) {
            throw new MalformedHeaderException(name, "missing");
        }
        return fields.value(field);
    }

    private static <T> T wellFormed(HeaderName name, @Nullable T value) {
        if (value == null) {
            throw new MalformedHeaderException(name, "not of its grammar");
        }
        return value;
    }

    /** Type and subtype in lower case without parameters; empty when there is none. */
    public final Optional<String> contentType() {
        return header(HeaderName.CONTENT_TYPE).map(value -> {
            int semicolon = value.indexOf(';');
            String type = Grammar.trimmed(value, 0, semicolon < 0 ? value.length() : semicolon);
            int slash = type.indexOf('/');
            String main = slash < 0 ? "" : Grammar.trimmed(type, 0, slash);
            String sub = slash < 0 ? "" : Grammar.trimmed(type, slash + 1, type.length());
            if (!Grammar.isToken(main) || !Grammar.isToken(sub)) {
                throw new MalformedHeaderException(HeaderName.CONTENT_TYPE, "no type and subtype");
            }
            return (main + '/' + sub).toLowerCase(Locale.ROOT);
        });
    }

    /** A copy of the body; length 0 when there is none. */
    public final byte[] body() {
        return Arrays.copyOfRange(bytes, layout.body, layout.body + layout.bodyLength);
    }

    public final int bodyLength() {
        return layout.bodyLength;
    }

    /** The whole message as it goes to the wire, Content-Length correct. */
    public final byte[] toBytes() {
        SipMessage whole = withContentLength();
        return Arrays.copyOfRange(whole.bytes, whole.layout.start, whole.layout.body + whole.layout.bodyLength);
    }

    /** Takes octets that it must neither change nor keep. */
    @FunctionalInterface
    public interface OctetReader {

        /** Those from {@code offset} on. */
        void read(byte[] octets, int offset, int length);
    }

    /** Lends the message as it came, or was written, without a copy. */
    public final void lend(OctetReader reader) {
        reader.read(bytes, layout.start, layout.body + layout.bodyLength - layout.start);
    }

    /** Octets of {@link #toBytes()}. */
    public final int length() {
        Layout whole = withContentLength().layout;
        return whole.body + whole.bodyLength - whole.start;
    }

    /** Datagrams may leave Content-Length out; what we send has one. */
    private SipMessage withContentLength() {
        return has(HeaderName.CONTENT_LENGTH) ? this : rewritten();
    }

    /** The same message written anew. */
    abstract SipMessage rewritten();

    /** The start line without its end. */
    public abstract String startLine();

    /** The message as text, for a log or a ladder; bytes that are no UTF-8 are replaced, SRTP keys are masked. */
    @Override
    public final String toString() {
        String text = new String(bytes, layout.start, layout.body + layout.bodyLength - layout.start,
                StandardCharsets.UTF_8);
        return KEYS.matcher(text).replaceAll("$1***");
    }
}
