package io.sbc.core.subscription;

import io.sbc.core.call.Rejection;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.translate.AddressMap;
import io.sbc.core.translate.EventBodies;
import java.util.Optional;

/** The body of a NOTIFY, PUBLISH or SUBSCRIBE as the other side may have it. */
record Notification(Optional<EventBodies.Outcome.Translated> body) {

    private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");

    /** What came of reading one. */
    sealed interface Reading {

        record Read(Notification notification) implements Reading {}

        record Refused(Rejection rejection) implements Reading {}
    }

    /**
     * Reads and translates. A body of a type that nobody translates is left out: the state that comes with it is still
     * worth having.
     */
    static Reading read(RequestEnvironment env, SipMessage message, AddressMap addresses) {
        if (message.bodyLength() == 0) {
            return new Reading.Read(new Notification(Optional.empty()));
        }
        if (message.bodyLength() > env.settings().bodyOctets()) {
            env.counters().increment(RequestCounter.BODY_REFUSED);
            return new Reading.Refused(new Rejection.TooLarge());
        }
        String type = message.contentType().orElse("");
        return switch (new EventBodies(env.dialogs()).translate(type, message.body(), addresses)) {
            case EventBodies.Outcome.Translated translated ->
                new Reading.Read(new Notification(Optional.of(translated)));
            case EventBodies.Outcome.Malformed _ -> {
                env.counters().increment(RequestCounter.BODY_REFUSED);
                yield new Reading.Refused(new Rejection.BadRequest("Malformed body"));
            }
            case EventBodies.Outcome.Unknown _ -> {
                env.counters().increment(RequestCounter.BODY_REFUSED);
                yield new Reading.Read(new Notification(Optional.empty()));
            }
        };
    }

    void write(MessageBuilder<?> to) {
        to.remove(CONTENT_ENCODING);
        body.ifPresent(translated -> to.body(translated.type(), translated.body()));
    }
}
