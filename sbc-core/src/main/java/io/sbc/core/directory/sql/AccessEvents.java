package io.sbc.core.directory.sql;

import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.PropertyChange;
import io.sbc.core.history.Subject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts changes of consumers and tokens into words. Pure. */
final class AccessEvents {

    private static final String TAG = "access";
    private static final String CONSUMER = "consumer";
    private static final String TOKEN = "token";

    private AccessEvents() {}

    static EventDraft of(Optional<Consumer> before, Optional<Consumer> after, Authorship author) {
        Changes changes = new Changes().text("name", before.map(Consumer::name), after.map(Consumer::name))
                .text("permissions", before.map(AccessEvents::permissions), after.map(AccessEvents::permissions))
                .text("active", before.map(Consumer::active), after.map(Consumer::active))
                .secret("secret", before.map(Consumer::secret), after.map(Consumer::secret));
        String id = after.or(() -> before).map(Consumer::id).orElseThrow();
        return EventDraft.of(author, CONSUMER + verb(before, after), new Subject(CONSUMER, id), changes.list(), TAG);
    }

    static EventDraft ofTemporary(Optional<TemporaryToken> before, TemporaryToken after, Authorship author) {
        String action;
        if (before.isEmpty()) {
            action = "token.requested";
        } else if (before.get().verifier().isEmpty() && after.verifier().isPresent()) {
            action = "token.approved";
        } else {
            action = "token.wrong-verifier";
        }
        Changes changes = new Changes()
                .text(CONSUMER, before.map(TemporaryToken::consumerId), Optional.of(after.consumerId()))
                .secret("verifier", before.flatMap(TemporaryToken::verifier), after.verifier())
                .text("wrongVerifiers", before.map(TemporaryToken::wrongVerifiers),
                        Optional.of(after.wrongVerifiers()));
        return token(action, after.value(), changes.list(), author);
    }

    static EventDraft temporaryEnded(TemporaryToken before, String action, Authorship author) {
        return token(action, before.value(),
                new Changes().text(CONSUMER, Optional.of(before.consumerId()), Optional.empty()).list(), author);
    }

    static EventDraft of(Optional<AccessToken> before, Optional<AccessToken> after, String action, Authorship author) {
        Changes changes = new Changes()
                .text(CONSUMER, before.map(AccessToken::consumerId), after.map(AccessToken::consumerId))
                .text("expires", before.map(AccessToken::expires), after.map(AccessToken::expires))
                .secret("secret", before.map(AccessToken::secret), after.map(AccessToken::secret));
        return token(action, after.or(() -> before).map(AccessToken::value).orElseThrow(), changes.list(), author);
    }

    private static EventDraft token(String action, String value, List<PropertyChange> changes, Authorship author) {
        return EventDraft.of(author, action, new Subject(TOKEN, value), changes, TAG);
    }

    private static String verb(Optional<?> before, Optional<?> after) {
        if (before.isEmpty()) {
            return ".created";
        }
        return after.isEmpty() ? ".deleted" : ".changed";
    }

    private static String permissions(Consumer consumer) {
        return consumer.permissions().stream().map(Permission::wireName).sorted().collect(Collectors.joining(","));
    }
}
