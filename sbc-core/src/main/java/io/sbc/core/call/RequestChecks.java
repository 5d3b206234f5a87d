package io.sbc.core.call;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import java.util.List;
import java.util.Optional;

/** What every server checks of a request before it serves it (RFC 3261 §8.2). Stateless. */
public final class RequestChecks {

    private RequestChecks() {}

    /**
     * Hops, extensions (§8.2.2.3; those of transfers are for the other party) and, of an offer, the body (§8.2.3).
     *
     * @param offer INVITE, UPDATE or PRACK: its body may have to be a session description
     */
    public static Optional<Rejection> acceptable(SipRequest request, boolean offer) {
        if (request.maxForwards().orElse(CallLeg.MAX_FORWARDS) == 0) {
            return Optional.of(new Rejection.TooManyHops());
        }
        List<String> unknown = unknownExtensions(request);
        if (!unknown.isEmpty()) {
            return Optional.of(new Rejection.BadExtension(unknown));
        }
        return offer && !Bodies.isAcceptable(request)
                ? Optional.of(new Rejection.UnsupportedMediaType())
                : Optional.empty();
    }

    /** Option tags of Require that we do not know (§8.2.2.3). */
    public static List<String> unknownExtensions(SipRequest request) {
        return Extensions.unknown(request.headers(HeaderName.REQUIRE));
    }
}
