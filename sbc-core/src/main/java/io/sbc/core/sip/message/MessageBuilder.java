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

    /** A field to write: {@code text}, or when that is null, one of an existing message, from its name to its value's end. */
    private record Planned(HeaderName name, @Nullable String text, @Nullable FieldIndex source, int field) {

        static Planned text(HeaderName name, String text) {
            return new Planned(name, text, null, 0);
        }

        String value() {
            return text != null ? text : source == null ? "" : source.value(field);
        }
    }

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
            copy(fields, field);
        }
        body = base.octets();
        bodyStart = layout.body();
        bodyLength = layout.bodyLength();
        sizeHint = layout.body() - layout.start() + bodyLength + 256;
    }

    protected abstract B self();

    /** Plans a field of another message as it stands there. */
    final void copy(FieldIndex fields, int field) {
        HeaderName name = fields.name(field);
        if (!name.equals(HeaderName.CONTENT_LENGTH)) {
            plan.add(new Planned(name, null, fields, field));
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
            plan.set(at, Planned.text(name, Grammar.trimmed(value, end + 1, value.length())));
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

    /** Whether the first field of that name stands as in another message. */
    final boolean isCopied(HeaderName name) {
        int at = indexOf(name);
        return at >= 0 && plan.get(at).source != null;
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
        return Planned.text(name, checkValue(value.toString()));
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
        FieldIndex fields = new FieldIndex(plan.size() + 1);
        for (int i = 0; i < plan.size(); i++) {
            writeField(out, plan.get(i), fields);
        }
        int contentLengthStart = out.length;
        out.put("Content-Length: ").put(Integer.toString(bodyLength));
        fields.add(HeaderName.CONTENT_LENGTH.id(), 0, contentLengthStart, contentLengthStart + 14,
                contentLengthStart + 16, out.length);
        out.putLineEnd();
        int fieldsEnd = out.length;
        out.putLineEnd();
        int bodyAt = out.length;
        out.put(body, bodyStart, bodyLength);
        return new Written(out.bytes, new SipMessage.Layout(0, fieldsStart, fieldsEnd, bodyAt, bodyLength),
                fields.of(out.bytes));
    }

    private static void writeField(Octets out, Planned planned, FieldIndex fields) {
        int name = out.length;
        FieldIndex source = planned.source;
        if (source != null) {
            int field = planned.field;
            int shift = name - source.nameStart(field);
            out.put(source.octets(), source.nameStart(field), source.valueEnd(field) - source.nameStart(field));
            fields.add(source.id(field), source.flags(field), name, source.nameEnd(field) + shift,
                    source.valueStart(field) + shift, out.length);
        } else {
            out.put(planned.name.canonical());
            int nameEnd = out.length;
            out.put(": ");
            int value = out.length;
            out.put(planned.value().strip());
            fields.add(planned.name.id(), 0, name, nameEnd, value, out.length);
        }
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
