package io.sbc.core.call;

import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.dialog.SessionExpires;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Option tags (RFC 3261 §19.2) that a peer may require in a request to us. */
final class Extensions {

    private static final Set<String> UNDERSTOOD = Set.of(ReliableResponse.EXTENSION, SessionExpires.EXTENSION);

    private Extensions() {}

    /** Those of {@code required} that we neither have nor carry. */
    static List<String> unknown(List<String> required) {
        return required.stream().filter(tag -> {
            String name = tag.strip().toLowerCase(Locale.ROOT);
            return !UNDERSTOOD.contains(name) && !TransferHeaders.CARRIED.contains(name);
        }).toList();
    }
}
