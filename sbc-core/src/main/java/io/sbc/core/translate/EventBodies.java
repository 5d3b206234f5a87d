package io.sbc.core.translate;

import io.sbc.core.dialogid.DialogTranslator;
import java.util.Optional;

/** Bodies of NOTIFY and PUBLISH in the words of the other side, by their type. Thread-safe. */
public final class EventBodies {

    private static final String SUMMARY = "application/simple-message-summary";

    /** What came of a body. */
    public sealed interface Outcome {

        /** @param type its Content-Type */
        record Translated(String type, byte[] body) implements Outcome {}

        /** Not of its grammar, or beyond our bounds. */
        record Malformed() implements Outcome {}

        /** A type whose addresses we could not find: it stays where it is. */
        record Unknown() implements Outcome {}
    }

    private final DialogTranslator dialogs;

    public EventBodies(DialogTranslator dialogs) {
        this.dialogs = dialogs;
    }

    /** @param type type and subtype in lower case, as {@code SipMessage.contentType} reads it */
    public Outcome translate(String type, byte[] body, AddressMap addresses) {
        if (type.equals(SUMMARY)) {
            return outcome(SUMMARY, MessageSummary.translate(body, addresses));
        }
        if (type.equals(Sipfrag.TYPE)) {
            return outcome(Sipfrag.TYPE_WITH_VERSION, Sipfrag.statusLine(body));
        }
        if (type.endsWith("+xml") || type.equals("application/xml") || type.equals("text/xml")) {
            return outcome(type, new XmlBody(addresses, dialogs).translate(body));
        }
        return new Outcome.Unknown();
    }

    private static Outcome outcome(String type, Optional<byte[]> translated) {
        return translated.<Outcome>map(body -> new Outcome.Translated(type, body)).orElseGet(Outcome.Malformed::new);
    }
}
