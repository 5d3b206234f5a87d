package io.sbc.admin.oidc;

/** Why somebody is not let in by the provider; the message is for him. */
public final class OidcFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Whose fault it is. */
    public enum Kind {
        /** This log-in was not begun here, or not with this browser, or it has been used, or it took too long. */
        STATE,
        /** The provider says no, or the person does. */
        REFUSED,
        /** What the provider says of the person does not hold. */
        TOKEN,
        /** The person has no role here. */
        ROLE,
        /** The provider cannot be reached, or does not answer as it should. */
        PROVIDER
    }

    OidcFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Whose fault it is. */
    public Kind kind() {
        return kind;
    }
}
