package io.sbc.core.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What request and response builders share. Values must not hold CR, LF or NUL: that throws at once. One thread at a
 * time.
 *
 * <p>The plan of a message is a list of fields, each either a stretch of another message's bytes, copied as it stands,
 * or new text. Content-Length is not planned: it follows from the body.
 */
public abstract sealed class MessageBuilder<B extends MessageBuilder<B>>
        permits SipRequest.Builder, SipResponse.Builder {

    /** A field to write: {@code text}, or when that is null, the field of {@code source}. */
    private record Planned(HeaderName name, @Nullable String text, @Nullable Source source) {

        String value() {
            return text != null ? text : source == null ? "" : source.fields.value(source.field);
        }
    }

    /** One field of an existing message: its octets from its name to the end of its value. */
    private record Source(byte[] bytes, FieldIndex fields, int field) {}

    /** What {@link #write} made. */
    record Written(byte[] bytes, SipMessage.Layout layout, FieldIndex fields) {}

    private final List<Planned> plan;
    private byte[] body;
    private int bodyStart;
    private int bodyLength;
    private int sizeHint = 512;

    MessageBuilder(@Nullable SipMessage base) {
        if (base == null) {
            plan = new ArrayList<>(12);
            body = new byte[0];
            return;
        }
        SipMessage.Layout layout = base.layout();
        FieldIndex fields = base.fields();
        plan = new ArrayList<>(fields.count() + 4);
        for (int field = 0; field < fields.count(); field++) {
            copy(base.octets(), fields, field);
        }
        body = base.octets();
        bodyStart = layout.body();
        bodyLength = layout.bodyLength();
        sizeHint = layout.body() - layout.start() + bodyLength + 256;
    }

    protected abstract B self();

    /** Plans a field of another message as it stands there. */
    final void copy(byte[] bytes, FieldIndex fields, int field) {
        HeaderName name = fields.name(field);
        if (!name.equals(HeaderName.CONTENT_LENGTH)) {
            plan.add(new Planned(name, null, new Source(bytes, fields, field)));
        }
    }

    /** Replaces every field of that name by this one (or adds it). */
    public final B set(HeaderName name, Object value) {
        Planned planned = plan(name, value);
        int at = indexOf(name);
        if (at < 0) {
            plan.add(planned);
        } else {
            plan.set(at, planned);
            for (int i = plan.size() - 1; i > at; i--) {
                if (plan.get(i).name.equals(name)) {
                    plan.remove(i);
                }
            }
        }
        return self();
    }

    /** Adds behind the last field of that name, else at the end. */
    public final B add(HeaderName name, Object value) {
        Planned planned = plan(name, value);
        int at = plan.size();
        for (int i = plan.size() - 1; i >= 0; i--) {
            if (plan.get(i).name.equals(name)) {
                at = i + 1;
                break;
            }
        }
        plan.add(at, planned);
        return self();
    }

    /** Adds before the first field of that name, else at the front: Via, Record-Route. */
    public final B prepend(HeaderName name, Object value) {
        plan.add(Math.max(indexOf(name), 0), plan(name, value));
        return self();
    }

    public final B remove(HeaderName name) {
        plan.removeIf(planned -> planned.name.equals(name));
        return self();
    }

    /** Removes the first value of a list: the topmost Via. */
    public final B removeFirst(HeaderName name) {
        int at = indexOf(name);
        if (at < 0) {
            return self();
        }
        String value = plan.get(at).value();
        int end = KnownHeaders.isList(name.id()) ? Grammar.endOfElement(value, 0) : value.length();
        if (end == value.length()) {
            plan.remove(at);
        } else {
            plan.set(at, new Planned(name, Grammar.trimmed(value, end + 1, value.length()), null));
        }
        return self();
    }

    /** Sets body and Content-Type; Content-Length is written by itself. */
    public final B body(String contentType, byte[] body) {
        set(HeaderName.CONTENT_TYPE, contentType);
        this.body = body.clone();
        bodyStart = 0;
        bodyLength = body.length;
        return self();
    }

    /** Takes body and Content-Type away. */
    public final B noBody() {
        body = new byte[0];
        bodyStart = 0;
        bodyLength = 0;
        return remove(HeaderName.CONTENT_TYPE);
    }

    final @Nullable String firstValue(HeaderName name) {
        int at = indexOf(name);
        return at < 0 ? null : plan.get(at).value();
    }

    private int indexOf(HeaderName name) {
        for (int i = 0; i < plan.size(); i++) {
            if (plan.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Planned plan(HeaderName name, Object value) {
        if (name.equals(HeaderName.CONTENT_LENGTH)) {
            throw new IllegalArgumentException("Content-Length follows from the body");
        }
        return new Planned(name, checkValue(value.toString()), null);
    }

    /** A value with a line end in it would be a header of someone else's choice. */
    static String checkValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("CR, LF or NUL in a header value");
            }
        }
        return value;
    }

    final Written write(String startLine) {
        Octets out = new Octets(sizeHint);
        out.put(startLine).putLineEnd();
        int fieldsStart = out.length;
        int[] rows = new int[plan.size() * 5];
        for (int i = 0; i < plan.size(); i++) {
            writeField(out, plan.get(i), rows, i * 5);
        }
        int contentLengthStart = out.length;
        out.put("Content-Length: ").put(Integer.toString(bodyLength));
        int contentLengthEnd = out.length;
        out.putLineEnd();
        int fieldsEnd = out.length;
        out.putLineEnd();
        int bodyAt = out.length;
        out.put(body, bodyStart, bodyLength);

        FieldIndex fields = new FieldIndex(out.bytes, plan.size() + 1);
        for (int i = 0; i < plan.size(); i++) {
            int row = i * 5;
            fields.add(plan.get(i).name.id(), rows[row], rows[row + 1], rows[row + 2], rows[row + 3], rows[row + 4]);
        }
        fields.add(HeaderName.CONTENT_LENGTH.id(), 0, contentLengthStart, contentLengthStart + 14,
                contentLengthStart + 16, contentLengthEnd);
        return new Written(out.bytes, new SipMessage.Layout(0, fieldsStart, fieldsEnd, bodyAt, bodyLength), fields);
    }

    private static void writeField(Octets out, Planned planned, int[] rows, int row) {
        int name = out.length;
        Source source = planned.source;
        if (source != null) {
            FieldIndex from = source.fields;
            int shift = name - from.nameStart(source.field);
            out.put(source.bytes, from.nameStart(source.field),
                    from.valueEnd(source.field) - from.nameStart(source.field));
            out.putLineEnd();
            rows[row] = from.flags(source.field);
            rows[row + 1] = name;
            rows[row + 2] = from.nameEnd(source.field) + shift;
            rows[row + 3] = from.valueStart(source.field) + shift;
            rows[row + 4] = from.valueEnd(source.field) + shift;
            return;
        }
        out.put(planned.name.canonical());
        rows[row + 1] = name;
        rows[row + 2] = out.length;
        out.put(": ");
        rows[row + 3] = out.length;
        out.put(planned.value().strip());
        rows[row + 4] = out.length;
        out.putLineEnd();
    }

    /** Octets that grow. */
    private static final class Octets {

        private byte[] bytes;
        private int length;

        Octets(int capacity) {
            bytes = new byte[capacity];
        }

        Octets put(String text) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            put(encoded, 0, encoded.length);
            return this;
        }

        void put(byte[] source, int offset, int count) {
            if (bytes.length - length < count) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
            }
            System.arraycopy(source, offset, bytes, length, count);
            length += count;
        }

        void putLineEnd() {
            put(LINE_END, 0, 2);
        }
    }

    private static final byte[] LINE_END = {'\r', '\n'};
}
