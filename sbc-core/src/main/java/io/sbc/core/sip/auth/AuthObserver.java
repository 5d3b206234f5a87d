package io.sbc.core.sip.auth;

import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transport.Flow;

/** Hears of every check of credentials. Called on the shard that made it; several shards at once. */
@FunctionalInterface
public interface AuthObserver {

    /** Hears nothing. */
    AuthObserver NONE = (request, flow, exists, verdict) -> {};

    /**
     * @param exists whether the request names a device that there is. The peer must never come to know it, so whoever
     *        listens does the same work either way
     */
    void onVerdict(SipRequest request, Flow flow, boolean exists, AuthVerdict verdict);
}
