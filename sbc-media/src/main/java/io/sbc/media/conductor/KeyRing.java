package io.sbc.media.conductor;

import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of one direction of one endpoint, by secret: the same key finds its context again, with its rollover counter
 * and replay window, also after another key was used in between; a new key gets a new one (RFC 3711 §3.3.1, §9.1). The
 * last eight are kept: more than there are suites, since forks that answer with one each take turns, and more than hold, retrieve and
 * transfer use. A sending key whose context was forgotten must not come back (RFC 3711 §9.1). One thread: the conductor.
 */
final class KeyRing<C> {

    private static final int KEYS_MAX = 8;

    private final Function<SrtpKey, C> newContext;
    private final Map<SrtpKey, C> contexts = new LinkedHashMap<>(KEYS_MAX * 2, 0.75f, true);

    KeyRing(Function<SrtpKey, C> newContext) {
        this.newContext = newContext;
    }

    /** The context for {@code protection}; null for plain RTP. */
    @Nullable
    C contextOf(Protection protection) {
        return switch (protection) {
            case Protection.Clear clear -> null;
            case Protection.Srtp srtp -> contextOf(srtp.key());
        };
    }

    /** The context for {@code key}. */
    C contextOf(SrtpKey key) {
        C context = contexts.computeIfAbsent(key.secret(), newContext);
        if (contexts.size() > KEYS_MAX) {
            Iterator<SrtpKey> keys = contexts.keySet().iterator();
            keys.next();
            keys.remove();
        }
        return context;
    }
}
