package io.sbc.kit.phone;

import io.sbc.kit.sip.Credentials;
import io.sbc.kit.sip.Digest;
import io.sbc.kit.sip.SipNode;
import java.text.ParseException;
import java.util.ListIterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.header.Header;
import javax.sip.header.MinExpiresHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one Contact registered (RFC 3261 §10.2): answers challenges, follows 423, refreshes at half of what was granted.
 * All methods are called on the agent thread.
 */
final class Registration {
    /** A server that challenges a third time does not want us (RFC 3261 §22.1). */
    private static final int CHALLENGES_MAX = 2;

    private final SipNode node;
    private final PhoneIdentity identity;
    private final Credentials credentials;
    private final LongSupplier nanoClock;
    private final String callId;
    private long cseq;
    private final boolean reuseNonces;
    private @Nullable Response knownChallenge;
    private @Nullable Attempt attempt;
    private @Nullable Future<?> refresh;
    private int refreshes;

    private static final class Attempt {
        private final CompletableFuture<RegisterResult> result;
        private final long startNanos;
        private int expiresSeconds;
        private int challenges;
        /** The first REGISTER answers an old challenge: a new one does not mean that we are refused. */
        private boolean firstIsAnswered;
        private String algorithm = "";

        Attempt(CompletableFuture<RegisterResult> result, long startNanos, int expiresSeconds) {
            this.result = result;
            this.startNanos = startNanos;
            this.expiresSeconds = expiresSeconds;
        }
    }

    Registration(SipNode node, PhoneIdentity identity, Credentials credentials, LongSupplier nanoClock,
            String callId, boolean reuseNonces) {
        this.reuseNonces = reuseNonces;
        this.node = node;
        this.identity = identity;
        this.credentials = credentials;
        this.nanoClock = nanoClock;
        this.callId = callId;
    }

    String callId() {
        return callId;
    }

    int refreshes() {
        return refreshes;
    }

    /** Sends a REGISTER; one that is still under way is given up. 0 seconds takes the Contact away. */
    void start(int expiresSeconds, CompletableFuture<RegisterResult> result) throws SipException, ParseException {
        stopRefreshing();
        Attempt started = new Attempt(result, nanoClock.getAsLong(), expiresSeconds);
        attempt = started;
        Request request = request(started);
        Response challenge = knownChallenge;
        if (reuseNonces && challenge != null) {
            credentials.answer(challenge, request, node.headers()).ifPresent(request::setHeader);
            started.firstIsAnswered = true;
        }
        node.send(request);
    }

    void stopRefreshing() {
        if (refresh != null) {
            refresh.cancel(false);
            refresh = null;
        }
    }

    private Request request(Attempt current) throws ParseException {
        Request request = identity.newRequest(node, Request.REGISTER, identity.registrarUri(), identity.aor(), callId,
                ++cseq);
        request.setHeader(identity.registeredContact(node));
        request.setHeader(node.header("Expires", Integer.toString(current.expiresSeconds)));
        node.addAll(request, "Supported", "path", "outbound");
        return request;
    }

    /** Whether the response was for us. */
    boolean onResponse(Response response, ClientTransaction transaction) throws SipException, ParseException {
        Attempt current = attempt;
        Request request = transaction.getRequest();
        if (!request.getMethod().equals(Request.REGISTER)) {
            return false;
        }
        if (current == null || response.getStatusCode() < 200) {
            return true;
        }
        switch (response.getStatusCode()) {
            case Response.UNAUTHORIZED, Response.PROXY_AUTHENTICATION_REQUIRED ->
                onChallenge(current, response, request);
            case Response.INTERVAL_TOO_BRIEF -> {
                MinExpiresHeader minimum = (MinExpiresHeader) response.getHeader(MinExpiresHeader.NAME);
                if (minimum == null || minimum.getExpires() <= current.expiresSeconds) {
                    finish(current, response, 0);
                } else {
                    current.expiresSeconds = minimum.getExpires();
                    node.send(request(current));
                }
            }
            default -> finish(current, response, grantedSeconds(response));
        }
        return true;
    }

    private void onChallenge(Attempt current, Response response, Request request) throws SipException, ParseException {
        Request again = request(current);
        Optional<Header> answer = current.challenges < CHALLENGES_MAX
                ? credentials.answer(response, again, node.headers())
                : Optional.empty();
        boolean isStale = response.toString().toLowerCase(Locale.ROOT).contains("stale=true");
        boolean refused = request.getHeader(AuthorizationHeader.NAME) != null && !isStale && !current.firstIsAnswered;
        current.firstIsAnswered = false;
        if (answer.isEmpty() || refused) {
            finish(current, response, 0);
            return;
        }
        knownChallenge = response;
        current.challenges++;
        current.algorithm = Digest.parse(answer.get().toString().substring(answer.get().getName().length() + 2))
                .getOrDefault("algorithm", "MD5");
        again.setHeader(answer.get());
        node.send(again);
    }

    private void finish(Attempt current, Response response, int grantedSeconds) {
        attempt = null;
        if (grantedSeconds > 0) {
            refresh = node.runAfter(TimeUnit.SECONDS.toNanos(grantedSeconds) / 2, () -> {
                refreshes++;
                start(current.expiresSeconds, new CompletableFuture<>());
            });
        }
        current.result.complete(new RegisterResult(response.getStatusCode(), response.getReasonPhrase(), grantedSeconds,
                current.challenges, current.algorithm, nanoClock.getAsLong() - current.startNanos));
    }

    private int grantedSeconds(Response response) {
        if (response.getStatusCode() != Response.OK) {
            return 0;
        }
        ExpiresHeader common = (ExpiresHeader) response.getHeader(ExpiresHeader.NAME);
        ListIterator<?> contacts = response.getHeaders(ContactHeader.NAME);
        while (contacts.hasNext()) {
            ContactHeader contact = (ContactHeader) contacts.next();
            if (identity.isOurs(contact, node)) {
                return contact.getExpires() >= 0 ? contact.getExpires() : common == null ? 0 : common.getExpires();
            }
        }
        return 0;
    }

    /** No response at all. */
    void onTimeout(ClientTransaction transaction) throws ParseException {
        Attempt current = attempt;
        if (current != null && transaction.getRequest().getMethod().equals(Request.REGISTER)) {
            finish(current, node.messages().createResponse(Response.REQUEST_TIMEOUT, transaction.getRequest()), 0);
        }
    }
}
