package io.sbc.core.call;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What every server checks of a request before it serves it (RFC 3261 §8.2). Stateless. */
final class RequestChecks {

    private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");

    private RequestChecks() {}

    /**
     * Hops, extensions (§8.2.2.3; those of transfers are for the other party) and, of an offer, the body (§8.2.3).
     *
     * @param offer INVITE or UPDATE: its body must be a session description or nothing
     */
    static Optional<Rejection> acceptable(SipRequest request, boolean offer) {
        if (request.maxForwards().orElse(CallLeg.MAX_FORWARDS) == 0) {
            return Optional.of(new Rejection.TooManyHops());
        }
        List<String> unknown = Extensions.unknown(request.headers(HeaderName.REQUIRE));
        if (!unknown.isEmpty()) {
            return Optional.of(new Rejection.BadExtension(unknown));
        }
        return offer && !isPlainDescription(request)
                ? Optional.of(new Rejection.UnsupportedMediaType())
                : Optional.empty();
    }

    private static boolean isPlainDescription(SipRequest request) {
        if (request.bodyLength() == 0) {
            return true;
        }
        boolean encoded = request.header(CONTENT_ENCODING)
                .filter(encoding -> !encoding.toLowerCase(Locale.ROOT).equals("identity")).isPresent();
        return !encoded && request.contentType().equals(Optional.of(RejectionMapper.SDP));
    }
}
