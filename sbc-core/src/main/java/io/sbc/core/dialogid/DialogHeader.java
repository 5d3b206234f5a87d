package io.sbc.core.dialogid;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.Parameters;
import java.util.List;
import java.util.Optional;

/**
 * The value of a header that names a dialog: {@code call-id;to-tag=…;from-tag=…}.
 *
 * @param earlyOnly RFC 3891 §6.1: only while it is an early dialog
 */
public record DialogHeader(Kind kind, DialogRef dialog, boolean earlyOnly) {

    /** Which header. */
    public enum Kind {
        /** RFC 3891. */
        REPLACES("Replaces", "to-tag", "from-tag"),
        /** RFC 3911. */
        JOIN("Join", "to-tag", "from-tag"),
        /** RFC 4538 §4: local and remote are the recipient's. */
        TARGET_DIALOG("Target-Dialog", "local-tag", "remote-tag");

        private final String header;
        private final String toTag;
        private final String fromTag;

        Kind(String header, String toTag, String fromTag) {
            this.header = header;
            this.toTag = toTag;
            this.fromTag = fromTag;
        }

        public HeaderName header() {
            return HeaderName.of(header);
        }

        /** The kind of that name, without case. */
        public static Optional<Kind> of(String name) {
            return List.of(values()).stream().filter(kind -> kind.header.equalsIgnoreCase(name))
                    .findFirst();
        }
    }

    private static final String EARLY_ONLY = "early-only";

    /** Lends itself to the reader of header parameters. */
    private static final String ANY_ADDRESS = "<sip:any>";

    /** Parses; empty when a part is missing or malformed. */
    public static Optional<DialogHeader> parse(Kind kind, String value) {
        int semicolon = value.indexOf(';');
        String callId = semicolon < 0 ? "" : value.substring(0, semicolon).strip();
        if (callId.isEmpty() || callId.chars().anyMatch(c -> c <= ' ' || c == ',')) {
            return Optional.empty();
        }
        Optional<Parameters> parameters = NameAddr.parse(ANY_ADDRESS + value.substring(semicolon))
                .map(NameAddr::parameters);
        Optional<String> toTag = parameters.flatMap(found -> found.get(kind.toTag)).filter(tag -> !tag.isEmpty());
        Optional<String> fromTag = parameters.flatMap(found -> found.get(kind.fromTag)).filter(tag -> !tag.isEmpty());
        return toTag.isEmpty() || fromTag.isEmpty()
                ? Optional.empty()
                : Optional.of(new DialogHeader(kind, new DialogRef(callId, toTag.get(), fromTag.get()),
                        parameters.filter(found -> found.has(EARLY_ONLY)).isPresent()));
    }

    /** With another dialog. */
    public DialogHeader with(DialogRef other) {
        return new DialogHeader(kind, other, earlyOnly);
    }

    /** As it stands in a message. */
    @Override
    public String toString() {
        String value = dialog.callId() + ";" + kind.toTag + "=" + dialog.toTag() + ";" + kind.fromTag + "="
                + dialog.fromTag();
        return earlyOnly ? value + ";" + EARLY_ONLY : value;
    }
}
