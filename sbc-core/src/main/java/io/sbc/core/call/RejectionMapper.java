package io.sbc.core.call;

import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.sip.dialog.SessionExpires;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.Witness;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From rejections to responses (RFC 3261 §21): the only place that names their statuses. On the shard, whose randomness
 * spreads the Retry-After values.
 */
public final class RejectionMapper {

    /** What we do; also Allow of every INVITE and 2xx of ours. */
    public static final String ALLOW = "INVITE, ACK, CANCEL, BYE, PRACK, OPTIONS, INFO, MESSAGE, UPDATE, REFER, "
            + "SUBSCRIBE, NOTIFY";

    /** The same towards a party whose other one takes no REFER (ADR 0090). */
    static final String ALLOW_WITHOUT_REFER = ALLOW.replace("REFER, ", "");

    /** The only body that an offer may have. */
    public static final String SDP = "application/sdp";

    private static final HeaderName ACCEPT = HeaderName.of("Accept");
    private static final HeaderName ALLOW_EVENTS = HeaderName.of("Allow-Events");

    /** RFC 3261 §20.43. */
    private static final int MISCELLANEOUS = 399;

    /** RFC 6432: in a response by Q.850 only; 408 is its "recovery on timer expiry" (RFC 3398 §7.2.4.1). */
    private static final String SILENT = "Q.850;cause=102;text=\"No answer from the PBX\"";

    private static final int OVERLOAD_SECONDS_MIN = 5;
    private static final int OVERLOAD_SECONDS_MAX = 15;

    private final TopologyPolicy policy;
    private final RandomGenerator random;
    private final Witness witness;

    public RejectionMapper(TopologyPolicy policy, RandomGenerator random) {
        this(policy, random, Witness.NONE);
    }

    /** @param witness hears why */
    public RejectionMapper(TopologyPolicy policy, RandomGenerator random, Witness witness) {
        this.witness = witness;
        this.policy = policy;
        this.random = random;
    }

    /** The status of a rejection. */
    public static int status(Rejection rejection) {
        return switch (rejection) {
            case Rejection.BadRequest _ -> 400;
            case Rejection.Forbidden _,Rejection.UnknownTarget _ -> 403; // RFC 5057 §5.1: 403 ends no dialog
            case Rejection.NotFound _ -> 404;
            case Rejection.MethodNotAllowed _ -> 405;
            case Rejection.TimedOut _,Rejection.PbxSilent _,Rejection.SessionExpired _ -> 408;
            case Rejection.TooLarge _ -> 413;
            case Rejection.UnsupportedMediaType _ -> 415;
            case Rejection.UnsupportedUriScheme _ -> 416;
            case Rejection.BadExtension _ -> 420;
            case Rejection.SessionIntervalTooSmall _ -> 422;
            case Rejection.IntervalTooBrief _ -> 423;
            case Rejection.Unavailable _ -> 480;
            case Rejection.NoDialog _ -> 481;
            case Rejection.Merged _,Rejection.Looped _ -> 482;
            case Rejection.TooManyHops _ -> 483;
            case Rejection.NoLongerEarly _ -> 486;
            case Rejection.Cancelled _ -> 487;
            case Rejection.NotAcceptable _ -> 488;
            case Rejection.BadEvent _ -> 489;
            case Rejection.RequestPending _ -> 491;
            case Rejection.OutOfOrder _,Rejection.TryLater _,Rejection.Failed _ -> 500;
            case Rejection.NotImplemented _ -> 501;
            case Rejection.Overloaded _ -> 503;
            case Rejection.NotAcknowledged _ -> 504;
            case Rejection.ByPeer peer -> ofPeer(peer.response().status());
        };
    }

    /** A challenge is for us: that our credentials fail is nothing the other party could mend. */
    private static int ofPeer(int status) {
        return status == 401 || status == 407 ? 403 : status;
    }

    /**
     * The response; To tag missing.
     *
     * @param domain of the side that is answered: for the targets of a redirection
     */
    public SipResponse.Builder toResponse(SipRequest request, Rejection rejection, String domain) {
        int status = status(rejection);
        witness.onDecision(request.callId(), "rejected",
                rejection.code() + detail(rejection) + ": " + request.method().name() + " is answered " + status);
        SipResponse.Builder response = SipResponse.to(request, status).set(HeaderName.SERVER, policy.agent());
        switch (rejection) {
            case Rejection.MethodNotAllowed _,Rejection.NotImplemented _ -> response.set(HeaderName.ALLOW, ALLOW);
            case Rejection.UnsupportedMediaType _ -> response.set(ACCEPT, SDP);
            case Rejection.BadExtension extension ->
                response.set(HeaderName.UNSUPPORTED, String.join(", ", extension.unsupported()));
            case Rejection.NotAcceptable media ->
                response.set(HeaderName.WARNING, policy.warning(media.warnCode(), media.text()));
            case Rejection.BadRequest bad -> response.reasonPhrase(bad.what());
            case Rejection.BadEvent event -> response.set(ALLOW_EVENTS, String.join(", ", event.allowed()))
                    .set(HeaderName.WARNING, policy.warning(MISCELLANEOUS, "Event package not carried"));
            case Rejection.IntervalTooBrief brief -> response.set(HeaderName.MIN_EXPIRES, brief.minimumSeconds());
            case Rejection.SessionIntervalTooSmall small -> response.set(SessionExpires.MIN_SE, small.minimumSeconds());
            case Rejection.UnknownTarget _ -> response.set(HeaderName.WARNING,
                    policy.warning(MISCELLANEOUS, "The dialog that is named is not known"));
            case Rejection.NoLongerEarly _ -> response.set(HeaderName.WARNING,
                    policy.warning(MISCELLANEOUS, "The dialog is not early any more"));
            case Rejection.TooLarge _ -> response.set(HeaderName.WARNING,
                    policy.warning(MISCELLANEOUS, "The body is too large"));
            case Rejection.TryLater _ -> response.set(HeaderName.RETRY_AFTER, random.nextInt(0, 11)); // §14.2
            case Rejection.Overloaded _ -> response.set(HeaderName.RETRY_AFTER,
                    random.nextInt(OVERLOAD_SECONDS_MIN, OVERLOAD_SECONDS_MAX + 1));
            case Rejection.PbxSilent _ -> response.set(HeaderName.REASON, SILENT);
            case Rejection.ByPeer peer -> byPeer(request, peer.response(), status, domain, response);
            case Rejection.Forbidden _,Rejection.NotFound _,Rejection.TimedOut _,Rejection.UnsupportedUriScheme _,Rejection.Unavailable _,Rejection.NoDialog _,Rejection.Merged _,Rejection.Looped _,Rejection.TooManyHops _,Rejection.Cancelled _,Rejection.RequestPending _,Rejection.OutOfOrder _,Rejection.NotAcknowledged _,Rejection.SessionExpired _,Rejection.Failed _ ->
                {
                }
        }
        return response;
    }

    private static String detail(Rejection rejection) {
        return switch (rejection) {
            case Rejection.BadRequest bad -> " (" + bad.what() + ")";
            case Rejection.Forbidden forbidden -> " (" + forbidden.why() + ")";
            case Rejection.NotAcceptable media -> " (" + media.text() + ")";
            case Rejection.Overloaded overloaded -> " (" + overloaded.what() + ")";
            case Rejection.ByPeer peer -> " (" + peer.response().status() + ")";
            case Rejection.BadExtension extension -> " (" + String.join(", ", extension.unsupported()) + ")";
            default -> "";
        };
    }

    private void byPeer(SipRequest request, SipResponse peer, int status, String domain,
            SipResponse.Builder response) {
        if (status == peer.status()) {
            TopologyPolicy.phrase(peer.reasonPhrase()).ifPresent(response::reasonPhrase);
        }
        policy.pass(peer, response);
        if (status == 405) { // RFC 3261 §21.4.6: Allow must be there, and without the method that failed
            String failed = request.method().name();
            response.set(HeaderName.ALLOW, Stream.of(ALLOW.split(", ")).filter(method -> !method.equals(failed))
                    .collect(Collectors.joining(", ")));
        }
        if (status < 400) {
            policy.passTargets(peer, domain, response);
        }
    }
}
