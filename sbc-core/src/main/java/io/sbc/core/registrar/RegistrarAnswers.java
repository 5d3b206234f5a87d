package io.sbc.core.registrar;

import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.auth.AuthVerdict;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The registrar's responses to phones. What a PBX said arrives as a status of the same class and a text of ours: none of
 * its headers (topology hiding). Owned by the shard.
 *
 * <pre>
 *  PBX                                phone
 *  401, 407 again, unknown algorithm  403 with a Warning that names the ICP-side credentials
 *  403 404 410 480 6xx                the same
 *  other 3xx 4xx                      403 with a Warning that names the status: our request was at fault, not the phone
 *  5xx                                the same, with its Retry-After and up to half of it more, so that phones that were
 *                                     sent away together do not come back together (lesson 9)
 *  no answer in time                  503 with a spread Retry-After (RFC 4320 §4.1 forbids 408 to what is no INVITE)
 *  no address, no connection          the same
 * </pre>
 */
final class RegistrarAnswers {

    /** Phones that are sent away come back spread over this span, seconds. */
    private static final int RETRY_AFTER_MIN = 10;
    private static final int RETRY_AFTER_MAX = 40;

    private static final HeaderName FLOW_TIMER = HeaderName.of("Flow-Timer");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'",
            Locale.ROOT);

    private final ShardContext shard;
    private final String warnAgent;
    private final long flowTimerSeconds;
    private long dateSecond = -1;
    private String date = "";

    /**
     * @param domain of the set side: names us in a Warning
     * @param flowTimer what phones with RFC 5626 are told; zero for nothing
     */
    RegistrarAnswers(ShardContext shard, String domain, Duration flowTimer) {
        this.shard = shard;
        this.flowTimerSeconds = flowTimer.toSeconds();
        this.warnAgent = domain;
    }

    /** 200 with the bindings that there are now, RFC 3261 §10.3 step 8. */
    SipResponse ok(SipRequest request, List<ClientBinding> bindings, RegisterRequest read) {
        SipResponse.Builder response = SipResponse.to(request, 200).toTag(shard.newTag());
        long now = shard.clock().nanoTime();
        for (ClientBinding bound : bindings) {
            long left = Math.ceilDiv(bound.binding().expiresAtNanos() - now, Duration.ofSeconds(1).toNanos());
            NameAddr contact = bound.binding().contact().withParameter("expires", Long.toString(Math.max(left, 0)));
            response.add(HeaderName.CONTACT, contact);
        }
        read.path().forEach(hop -> response.add(HeaderName.PATH, hop)); // RFC 3327 §5.3
        if (read.outbound()) {
            response.set(HeaderName.REQUIRE, "outbound");
            if (flowTimerSeconds > 0) {
                response.set(FLOW_TIMER, flowTimerSeconds); // RFC 5626 §5.4: a keepalive at least so often
            }
        }
        return response.set(HeaderName.SUPPORTED, "path, outbound").set(HeaderName.DATE, date()).build();
    }

    /** RFC 3261 §20.17: some phones set their clock by it. */
    private String date() {
        long second = shard.clock().epochMillis() / 1000;
        if (second != dateSecond) {
            date = DATE.format(Instant.ofEpochSecond(second).atZone(ZoneOffset.UTC));
            dateSecond = second;
        }
        return date;
    }

    SipResponse challenge(SipRequest request, AuthVerdict.Challenged challenged) {
        return challenged.respondTo(request).toTag(shard.newTag()).build();
    }

    SipResponse status(SipRequest request, int status, String reason) {
        return begin(request, status).reasonPhrase(reason).build();
    }

    SipResponse badExtension(SipRequest request, List<String> unsupported) {
        return begin(request, 420).set(HeaderName.UNSUPPORTED, String.join(", ", unsupported)).build();
    }

    SipResponse rejected(SipRequest request, BindingUpdate.Rejected rejected) {
        SipResponse.Builder response = begin(request, rejected.status()).reasonPhrase(rejected.reason());
        rejected.minimumSeconds().ifPresent(minimum -> response.set(HeaderName.MIN_EXPIRES, minimum));
        return response.build();
    }

    /** A limit of ours is reached. */
    SipResponse overloaded(SipRequest request) {
        return begin(request, 503).set(HeaderName.RETRY_AFTER, spreadRetryAfter()).build();
    }

    /** The PBX has not answered while the phone still waits. */
    SipResponse unanswered(SipRequest request) {
        return begin(request, 503).set(HeaderName.RETRY_AFTER, spreadRetryAfter())
                .set(HeaderName.WARNING, warning("The PBX has not answered")).build();
    }

    SipResponse refused(SipRequest request, UpstreamRefusal refusal) {
        return switch (refusal) {
            case UpstreamRefusal.Credentials() -> warned(request, 403, "The PBX refused the ICP-side credentials");
            case UpstreamRefusal.ByStatus(int status, OptionalLong retryAfter) ->
                byStatus(request, status, retryAfter);
            case UpstreamRefusal.Silent() -> unanswered(request);
            case UpstreamRefusal.Unreachable(),UpstreamRefusal.Busy() -> overloaded(request);
            case UpstreamRefusal.NoSuchPbx() -> warned(request, 500, "The device has no PBX");
        };
    }

    private SipResponse byStatus(SipRequest request, int status, OptionalLong retryAfter) {
        boolean meansThePhone = status == 403 || status == 404 || status == 410 || status == 480 || status >= 500;
        if (!meansThePhone) {
            return warned(request, 403, "The PBX refused the registration with " + status);
        }
        SipResponse.Builder response = begin(request, status);
        if (retryAfter.isPresent()) {
            long seconds = retryAfter.getAsLong();
            response.set(HeaderName.RETRY_AFTER, seconds + shard.random().nextLong(seconds / 2 + 1));
        } else if (status == 503) {
            response.set(HeaderName.RETRY_AFTER, spreadRetryAfter());
        }
        return response.build();
    }

    private SipResponse warned(SipRequest request, int status, String text) {
        return begin(request, status).set(HeaderName.WARNING, warning(text)).build();
    }

    private String warning(String text) {
        return "399 " + warnAgent + " \"" + text + "\"";
    }

    private SipResponse.Builder begin(SipRequest request, int status) {
        return SipResponse.to(request, status).toTag(shard.newTag());
    }

    private int spreadRetryAfter() {
        return shard.random().nextInt(RETRY_AFTER_MIN, RETRY_AFTER_MAX + 1);
    }
}
