package io.sbc.core.icp;

import java.net.ConnectException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What one check of an address found, and what it tells an engineer. */
sealed interface CheckVerdict {

    /** Causes of causes that are looked at. */
    int CAUSES_MAX = 8;

    /** Whether it speaks for the address. */
    boolean alive();

    /** For the log: one clause, the cause and where to look. */
    String why();

    /** Any final answer but 408 and 503 shows that somebody serves SIP there, whatever it thinks of OPTIONS. */
    record Answered(int status) implements CheckVerdict {

        @Override
        public boolean alive() {
            return true;
        }

        /** Whether the PBX seems to refuse us as such. */
        boolean refusesUs() {
            return status == 403;
        }

        @Override
        public String why() {
            return "answers " + status;
        }
    }

    /** 408 or 503: a proxy before a dead PBX, or one that is overloaded or shutting down. */
    record Unavailable(int status) implements CheckVerdict {

        @Override
        public boolean alive() {
            return false;
        }

        @Override
        public String why() {
            return "answers " + status + ": alive, but does not want requests";
        }
    }

    /** No answer in time. */
    record Silent(boolean connected) implements CheckVerdict {

        @Override
        public boolean alive() {
            return false;
        }

        @Override
        public String why() {
            return connected
                    ? "takes the connection but does not answer: the PBX hangs, or has this SBC blocked (allow-list its address)"
                    : "silent: the host is down, a firewall drops, or the PBX has this SBC blocked (allow-list its address)";
        }
    }

    /** The host answers that nothing listens there. */
    record Refused() implements CheckVerdict {

        @Override
        public boolean alive() {
            return false;
        }

        @Override
        public String why() {
            return "refuses the connection: the host is up, its SIP service is not";
        }
    }

    /** TLS came to no end, or the certificate is not the one expected (RFC 5922). */
    record TlsFailed(String what) implements CheckVerdict {

        @Override
        public boolean alive() {
            return false;
        }

        @Override
        public String why() {
            return "TLS fails: " + what;
        }
    }

    /** No way there. */
    record NoWay(String what) implements CheckVerdict {

        @Override
        public boolean alive() {
            return false;
        }

        @Override
        public String why() {
            return "cannot be reached: " + what;
        }
    }

    /** Of a final response to OPTIONS. */
    static CheckVerdict ofStatus(int status) {
        return status == 408 || status == 503 ? new Unavailable(status) : new Answered(status);
    }

    /** Of a connection that could not be opened. */
    static CheckVerdict ofFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof SSLException) {
                return new TlsFailed(text + rooted(cause));
            }
            if (text.toLowerCase(Locale.ROOT).contains("timed out")) {
                return new Silent(false);
            }
            if (cause instanceof ConnectException) {
                return text.contains("refused") ? new Refused() : new NoWay(text);
            }
        }
        return new NoWay(String.valueOf(failure.getMessage()));
    }

    /** Engines wrap what was wrong with a certificate; what was wrong stands at the root. */
    private static String rooted(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < CAUSES_MAX; depth++) {
            root = root.getCause();
        }
        return failure.getCause() == null
                ? ""
                : " (" + root.getClass().getSimpleName() + ": " + root.getMessage() + ")";
    }
}
