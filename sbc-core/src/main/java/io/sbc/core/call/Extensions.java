package io.sbc.core.call;

import io.sbc.core.sip.dialog.ReliableResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Option tags (RFC 3261 §19.2) that a peer may require in a request to us. */
final class Extensions {

    private static final Set<String> UNDERSTOOD = Set.of(ReliableResponse.EXTENSION);

    private Extensions() {}

    /** Those of {@code required} that we do not have. */
    static List<String> unknown(List<String> required) {
        return required.stream().filter(tag -> !UNDERSTOOD.contains(tag.strip().toLowerCase(Locale.ROOT))).toList();
    }
}
