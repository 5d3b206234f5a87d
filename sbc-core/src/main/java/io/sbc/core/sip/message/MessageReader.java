package io.sbc.core.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message: start line, index of fields, body, then the checks that every message must pass. The first fault
 * found decides the status; reading goes on behind it as far as that helps to make an answer. Used once.
 */
final class MessageReader {

    private static final int VERSION_LENGTH = "SIP/2.0".length();

    /** Fields that a message has at most once (RFC 3261 §7.3.1, §20). */
    private static final HeaderName[] SINGLE = {HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ,
        HeaderName.MAX_FORWARDS, HeaderName.CONTENT_LENGTH};

    private final byte[] bytes;
    private final int end;
    private final ParseLimits limits;
    private final FieldIndex fields;
    private int at;

    private int faultStatus;
    private @Nullable String fault;

    private boolean isRequest = true;
    private @Nullable SipMethod method;
    private String requestUri = "";
    private @Nullable SipUri sipRequestUri;
    private int status;
    private String reasonPhrase = "";

    MessageReader(byte[] bytes, int offset, int length, ParseLimits limits) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
        this.limits = limits;
        this.fields = new FieldIndex(bytes, 16);
    }

    ParseResult read() {
        if (end - at > limits.messageOctets()) {
            fault(513, "more than " + limits.messageOctets() + " octets");
        }
        // RFC 3261 §7.5: empty lines before the start line are ignored.
        while (at + 1 < end && bytes[at] == '\r' && bytes[at + 1] == '\n') {
            at += 2;
        }
        int start = at;
        int startLineEnd = endOfLine();
        if (startLineEnd < 0) {
            return new ParseResult.Malformed(400, "no start line", Optional.empty());
        }
        readStartLine(start, startLineEnd);
        at = startLineEnd + 2;
        int fieldsStart = at;
        if (!readFields()) {
            return malformed();
        }
        int fieldsEnd = at;
        int body = at + 2;
        int bodyLength = readBodyLength(body);
        SipMessage.Layout layout = new SipMessage.Layout(start, fieldsStart, fieldsEnd, body, Math.max(bodyLength, 0));
        SipMethod knownMethod = method;
        SipMessage message = isRequest && knownMethod != null
                ? new SipRequest(bytes, layout, fields, knownMethod, requestUri, sipRequestUri)
                : new SipResponse(bytes, layout, fields, status, reasonPhrase);
        if (fault == null) {
            check(message);
        }
        return fault == null ? new ParseResult.Parsed(message) : malformed();
    }

    private void fault(int status, String what) {
        if (fault == null) {
            faultStatus = status;
            fault = what;
        }
    }

    /** The position of the CR LF that ends the line at {@code at}; -1 when none does. */
    private int endOfLine() {
        for (int i = at; i + 1 < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void readStartLine(int from, int to) {
        boolean tooLong = to - from > limits.lineOctets();
        if (startsWithVersion(from, to) && from + VERSION_LENGTH < to && bytes[from + VERSION_LENGTH] == ' ') {
            isRequest = false;
            if (tooLong) {
                fault(400, "a status line of more than " + limits.lineOctets() + " octets");
                return;
            }
            readStatusLine(from + VERSION_LENGTH + 1, to);
            if (!is20(from)) {
                fault(505, "a SIP version that is not 2.0");
            }
        } else {
            if (tooLong) {
                fault(414, "a request line of more than " + limits.lineOctets() + " octets");
            }
            readRequestLine(from, to);
        }
    }

    /** {@code SIP/digit.digit}, case does not matter (§7.1). */
    private boolean startsWithVersion(int from, int to) {
        return to - from >= VERSION_LENGTH
                && KnownHeaders.equalsIgnoreCase("SIP/", bytes, from, from + 4)
                && Grammar.isDigit(bytes[from + 4]) && bytes[from + 5] == '.' && Grammar.isDigit(bytes[from + 6]);
    }

    private boolean is20(int version) {
        return bytes[version + 4] == '2' && bytes[version + 6] == '0';
    }

    /** {@code SIP-Version SP 3DIGIT SP Reason-Phrase}; the second space may be missing with an empty phrase. */
    private void readStatusLine(int from, int to) {
        for (int i = from; i < to; i++) {
            if (Grammar.isControl(bytes[i]) && bytes[i] != '\t') {
                fault(400, "a control character in the status line");
            }
        }
        boolean three = to - from >= 3 && (to - from == 3 || bytes[from + 3] == ' ');
        for (int i = from; three && i < from + 3; i++) {
            three = Grammar.isDigit(bytes[i]);
            status = status * 10 + (bytes[i] - '0');
        }
        if (!three || status < 100 || status > 699) {
            status = 0;
            fault(400, "no status code of 100 to 699");
        } else if (to - from > 4) {
            reasonPhrase = new String(bytes, from + 4, to - from - 4, StandardCharsets.UTF_8);
        }
    }

    /** {@code Method SP Request-URI SP SIP-Version}: exactly one space each, none inside the URI. */
    private void readRequestLine(int from, int to) {
        int methodEnd = from;
        while (methodEnd < to && Grammar.isTokenChar(bytes[methodEnd])) {
            methodEnd++;
        }
        if (methodEnd == from || methodEnd == to || bytes[methodEnd] != ' ') {
            fault(400, "no method at the start of the request line");
            return;
        }
        method = Words.method(bytes, from, methodEnd);
        int uriEnd = to - VERSION_LENGTH - 1;
        if (uriEnd <= methodEnd + 1 || bytes[uriEnd] != ' ' || !startsWithVersion(uriEnd + 1, to)) {
            fault(400, "the request line does not end in a SIP version");
            return;
        }
        if (!is20(uriEnd + 1)) {
            fault(505, "a SIP version that is not 2.0");
        }
        for (int i = methodEnd + 1; i < uriEnd; i++) {
            if (bytes[i] == ' ' || Grammar.isControl(bytes[i])) {
                fault(400, "white space or a control character in the Request-URI");
                return;
            }
        }
        requestUri = new String(bytes, methodEnd + 1, uriEnd - methodEnd - 1, StandardCharsets.UTF_8);
        checkRequestUri();
    }

    private void checkRequestUri() {
        if (SipUri.hasSipScheme(requestUri)) {
            SipUri uri = SipUri.read(requestUri);
            sipRequestUri = uri;
            if (uri == null) {
                fault(400, "malformed Request-URI");
            } else if (!uri.headers().isEmpty()) {
                // §19.1.1: headers are not allowed in a Request-URI; they must never become real ones.
                fault(400, "headers in the Request-URI");
            }
        } else if (!NameAddr.isOtherUri(requestUri)) {
            fault(400, "malformed Request-URI");
        }
    }

    /** Indexes every field up to the empty line. False when that does not come or there are too many fields. */
    private boolean readFields() {
        while (at + 1 < end) {
            if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
                return true;
            }
            if (fields.count() == limits.headerFields()) {
                fault(400, "more than " + limits.headerFields() + " header fields");
                return false;
            }
            if (!readField()) {
                fault(400, "no empty line behind the header fields");
                return false;
            }
        }
        fault(400, "no empty line behind the header fields");
        return false;
    }

    /** Indexes the field at {@code at} and stands behind it. False when its line does not end. */
    private boolean readField() {
        int name = at;
        int hash = 0;
        int i = at;
        while (i < end && Grammar.isTokenChar(bytes[i])) {
            hash = KnownHeaders.step(hash, bytes[i]);
            i++;
        }
        int nameEnd = i;
        while (i < end && Grammar.isSpace(bytes[i])) {
            i++;
        }
        boolean wellFormed = nameEnd > name && i < end && bytes[i] == ':';
        if (!wellFormed) {
            fault(400, "a header line without name and colon");
        } else {
            i++;
        }
        while (i < end && Grammar.isSpace(bytes[i])) {
            i++;
        }
        int value = i;
        int flags = 0;
        while (true) {
            // The plain octets, by far the most.
            while (i < end && !Grammar.isControl(bytes[i])) {
                i++;
            }
            if (i + 1 >= end) {
                return false;
            }
            byte b = bytes[i];
            if (b == '\r' && bytes[i + 1] == '\n') {
                if (i + 2 < end && Grammar.isSpace(bytes[i + 2])) {
                    flags = FieldIndex.NEEDS_CLEANING;
                    i += 3;
                    continue;
                }
                break;
            }
            if (b != '\t') {
                // §25.1: other control characters are legal only as a quoted-pair, CR and LF not even there.
                if (b == '\r' || b == '\n' || i == value || bytes[i - 1] != '\\') {
                    wellFormed = false;
                    fault(400, "a control character in a header field");
                }
                if (b == 0) {
                    flags = FieldIndex.NEEDS_CLEANING;
                }
            }
            i++;
        }
        if (i - name > limits.lineOctets()) {
            fault(400, "a header field of more than " + limits.lineOctets() + " octets");
            wellFormed = false;
        }
        if (wellFormed) {
            addField(name, nameEnd, hash, flags, value, i);
        }
        at = i + 2;
        return true;
    }

    private void addField(int name, int nameEnd, int hash, int flags, int value, int lineEnd) {
        int valueEnd = lineEnd;
        while (valueEnd > value && Grammar.isLinearSpace(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        int valueStart = value;
        while (valueStart < valueEnd && Grammar.isLinearSpace(bytes[valueStart])) {
            valueStart++;
        }
        fields.add(KnownHeaders.idOf(bytes, name, nameEnd, hash), flags, name, nameEnd, valueStart, valueEnd);
    }

    /** §18.3: without Content-Length the body of a datagram is its rest; octets behind the body are not the message's. */
    private int readBodyLength(int body) {
        int rest = end - body;
        int field = fields.find(HeaderName.CONTENT_LENGTH.id(), 0);
        if (field < 0) {
            return rest;
        }
        String text = fields.value(field);
        long length = Grammar.number(text, 0, text.length(), Integer.MAX_VALUE);
        if (length < 0) {
            fault(400, "Content-Length is no number");
        } else if (length > rest) {
            fault(400, "Content-Length " + length + " but only " + rest + " octets of body");
        }
        return (int) Math.min(length, rest);
    }

    private void check(SipMessage message) {
        for (HeaderName name : SINGLE) {
            int field = fields.find(name.id(), 0);
            if (field >= 0 && fields.find(name.id(), field + 1) >= 0) {
                fault(400, "more than one " + name);
                return;
            }
        }
        try {
            message.topmostVia();
            message.from();
            message.to();
            message.callId();
            SipMethod inCSeq = message.cseq().method();
            if (isRequest && !inCSeq.equals(method)) {
                fault(400, "the method of CSeq is not that of the request");
            }
        } catch (MalformedHeaderException e) {
            fault(400, String.valueOf(e.getMessage()));
        }
    }

    private ParseResult malformed() {
        String reason = fault == null ? "malformed" : fault;
        return new ParseResult.Malformed(faultStatus, reason, answer());
    }

    /** Only what came with a Via can be answered, and ACK never is. */
    private Optional<SipResponse> answer() {
        if (!isRequest || method == null || method.equals(SipMethod.ACK) || fields.find(HeaderName.VIA.id(), 0) < 0) {
            return Optional.empty();
        }
        return Optional.of(SipResponse.echo(fields, faultStatus, ReasonPhrases.of(faultStatus)).build());
    }
}
