package io.sbc.core.sdp.negotiate;

/**
 * A description that cannot be taken, raised where that is found and turned into {@link
 * MediaNegotiation.Result.Refused} at the door of the package; carries no stack trace.
 */
final class NotAcceptable extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Warn codes of RFC 3261 §20.43. */
    static final int ADDRESS_FORMAT = 301;
    static final int TRANSPORT_PROTOCOL = 302;
    static final int MEDIA_TYPE = 304;
    static final int MEDIA_FORMAT = 305;
    static final int ATTRIBUTE = 306;
    static final int MULTICAST = 330;
    static final int OTHER = 399;

    private final int warnCode;
    private final String reason;

    NotAcceptable(int warnCode, String reason) {
        super(reason, null, false, false);
        this.warnCode = warnCode;
        this.reason = reason;
    }

    MediaNegotiation.Result toResult() {
        return new MediaNegotiation.Result.Refused(warnCode, reason);
    }
}
