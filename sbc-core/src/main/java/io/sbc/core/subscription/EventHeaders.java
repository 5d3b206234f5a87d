package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.dialogid.DialogRef;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.translate.TokenHeader;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header fields of event notification (RFC 6665 §8.2), read and passed on without what they may show. Stateless. */
final class EventHeaders {

    static final HeaderName EVENT = HeaderName.of("Event");
    static final HeaderName SUBSCRIPTION_STATE = HeaderName.of("Subscription-State");
    static final HeaderName SIP_ETAG = HeaderName.of("SIP-ETag");
    static final HeaderName SIP_IF_MATCH = HeaderName.of("SIP-If-Match");
    static final HeaderName SUPPRESS = HeaderName.of("Suppress-If-Match");

    static final String TERMINATED = "terminated";

    private static final Pattern MEDIA_RANGE = Pattern.compile("[A-Za-z0-9!*+.-]{1,64}/[A-Za-z0-9!*+.-]{1,64}");
    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int VALUES_MAX = 16;

    private EventHeaders() {}

    /** Event; empty when missing or malformed. */
    static Optional<TokenHeader> event(SipMessage message) {
        return message.header(EVENT).flatMap(TokenHeader::parse);
    }

    /** Subscription-State; empty when missing or malformed. */
    static Optional<TokenHeader> state(SipMessage message) {
        return message.header(SUBSCRIPTION_STATE).flatMap(TokenHeader::parse)
                .map(state -> state.only("expires", "reason", "retry-after"));
    }

    /**
     * Event for the other side: RFC 4235 §3.2 may name a dialog by {@code call-id}, {@code to-tag} and {@code from-tag};
     * of the rest what is a plain word.
     */
    static TokenHeader translated(TokenHeader event, Side from, DialogTranslator dialogs) {
        TokenHeader there = event.only();
        Optional<String> callId = event.parameters().get("call-id");
        Optional<DialogRef> dialog = callId.map(id -> new DialogRef(id, event.parameters().get("to-tag").orElse(""),
                event.parameters().get("from-tag").orElse(""))).flatMap(named -> dialogs.translate(from, named));
        if (dialog.isPresent()) {
            there = there.with("call-id", dialog.get().callId());
            if (!dialog.get().toTag().isEmpty()) {
                there = there.with("to-tag", dialog.get().toTag());
            }
            if (!dialog.get().fromTag().isEmpty()) {
                there = there.with("from-tag", dialog.get().fromTag());
            }
        }
        for (String name : event.parameters().values().keySet()) {
            boolean ofDialog = name.equals("call-id") || name.equals("to-tag") || name.equals("from-tag");
            Optional<String> value = event.parameters().get(name)
                    .filter(text -> text.isEmpty() || SIMPLE.matcher(text).matches());
            if (!ofDialog && value.isPresent()) {
                there = there.with(name, value.get());
            }
        }
        return there;
    }

    /** Accept, without the parameters of its values. */
    static void passAccept(SipMessage from, MessageBuilder<?> to) {
        from.headers(HeaderName.ACCEPT).stream().limit(VALUES_MAX)
                .map(value -> value.split(";", 2)[0].strip()).filter(range -> MEDIA_RANGE.matcher(range).matches())
                .forEach(range -> to.add(HeaderName.ACCEPT, range));
    }

    /** An entity tag (RFC 3903 §11.3.1): opaque by definition, but only as a plain word. */
    static void passTag(HeaderName name, SipMessage from, MessageBuilder<?> to) {
        from.header(name).map(String::strip).filter(tag -> SIMPLE.matcher(tag).matches())
                .ifPresent(tag -> to.set(name, tag));
    }
}
