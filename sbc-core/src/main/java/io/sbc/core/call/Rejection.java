package io.sbc.core.call;

import io.sbc.core.sip.message.SipResponse;
import java.util.List;

/**
 * Why a request is not served: raised where it is found, turned into a status in {@link RejectionMapper} and nowhere
 * else.
 */
public sealed interface Rejection {

    /** For logs and records: stable, in lower case with hyphens. */
    default String code() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
    }

    /** What the message says is not of the grammar or misses what it must have. */
    record BadRequest(String what) implements Rejection {}

    /** Who asks may not. */
    record Forbidden(String why) implements Rejection {}

    /** Nobody has that name. */
    record NotFound() implements Rejection {}

    /** We know the method and do not do it here. */
    record MethodNotAllowed() implements Rejection {}

    /** We do not know the method. */
    record NotImplemented() implements Rejection {}

    /** Nobody answered in time. */
    record TimedOut() implements Rejection {}

    /** The PBX was asked and said nothing at all. */
    record PbxSilent() implements Rejection {}

    /** The body is of a type or encoding that we do not take in this request. */
    record UnsupportedMediaType() implements Rejection {}

    /** Neither {@code sip}, {@code sips} nor {@code tel}. */
    record UnsupportedUriScheme() implements Rejection {}

    /** The body is larger than we carry in such a request. */
    record TooLarge() implements Rejection {}

    /** An event package that we do not carry; {@code allowed} are those which we do (RFC 6665 §8.3.2). */
    record BadEvent(List<String> allowed) implements Rejection {

        public BadEvent {
            allowed = List.copyOf(allowed);
        }
    }

    /** A shorter expiry than is granted to anyone. */
    record IntervalTooBrief(long minimumSeconds) implements Rejection {}

    /** Replaces says {@code early-only}, and its dialog is confirmed (RFC 3891 §3). */
    record NoLongerEarly() implements Rejection {}

    /** A dialog is named that we do not know, in a request which must not fail with 481 for that. */
    record UnknownTarget() implements Rejection {}

    /** Require names what we do not do. */
    record BadExtension(List<String> unsupported) implements Rejection {

        public BadExtension {
            unsupported = List.copyOf(unsupported);
        }
    }

    /** The device is known, but not registered or not to be reached. */
    record Unavailable() implements Rejection {}

    /** No such dialog, or it is over. */
    record NoDialog() implements Rejection {}

    /** The same INVITE came before on another way, and is not answered yet (RFC 3261 §8.2.2.2). */
    record Merged() implements Rejection {}

    /** The PBX sends our own INVITE back, and it is for none of our devices (RFC 3261 §16.3 item 4). */
    record Looped() implements Rejection {}

    /** Max-Forwards is used up. */
    record TooManyHops() implements Rejection {}

    /** The caller gave up. */
    record Cancelled() implements Rejection {}

    /** Media descriptions or their protection do not fit (RFC 3261 §20.43 for the code). */
    record NotAcceptable(int warnCode, String text) implements Rejection {}

    /** The other party has an offer on its way, or ours to it is not answered yet (RFC 3261 §14.2). */
    record RequestPending() implements Rejection {}

    /** A CSeq that is not higher than the last (RFC 3261 §12.2.2). */
    record OutOfOrder() implements Rejection {}

    /** Not now: the same peer's last INVITE is not answered yet (RFC 3261 §14.2), or its dialog is an early one. */
    record TryLater() implements Rejection {}

    /** Session-Expires is smaller than we take (RFC 4028 §6). */
    record SessionIntervalTooSmall(long minimumSeconds) implements Rejection {}

    /** Nobody refreshed the session in time (RFC 4028 §10). */
    record SessionExpired() implements Rejection {}

    /** A reliable provisional response was not acknowledged in time (RFC 3262 §3). */
    record NotAcknowledged() implements Rejection {}

    /** We failed. */
    record Failed() implements Rejection {}

    /** Too many calls, no media ports, or no PBX in reach. */
    record Overloaded(String what) implements Rejection {}

    /** What the other party answered, status and all. */
    record ByPeer(SipResponse response) implements Rejection {}
}
