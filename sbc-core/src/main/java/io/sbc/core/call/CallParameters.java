package io.sbc.core.call;

import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import java.time.Duration;

/**
 * What calls need of the configuration.
 *
 * @param agent what we call ourselves in User-Agent, Server and Warning, and the session name of our SDP: a token
 * @param setDomain the SIP domain of the phones
 * @param answerTimeout how long a party that was asked may take for its final answer
 * @param t1 RFC 3261 §17.1.1.1: first interval of a 2xx's repetition; 64 times it the ACK must have come
 * @param t2 its longest interval
 * @param sessionExpires the session interval that we ask for and grant (RFC 4028)
 * @param minimumSessionExpires the smallest that we take; 90 s at least
 * @param followRedirects a 3xx of a PBX is followed where it leads to the PBX; else it is passed to the caller
 */
public record CallParameters(String agent, String setDomain, Duration answerTimeout, Duration t1, Duration t2,
        RtpSecurityPolicy setRtpSecurity, RtpSecurityPolicy icpRtpSecurity, boolean followRedirects,
        Duration sessionExpires, Duration minimumSessionExpires) {}
