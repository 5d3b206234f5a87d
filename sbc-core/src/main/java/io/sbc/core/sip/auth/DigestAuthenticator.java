package io.sbc.core.sip.auth;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.sip.auth.AuthVerdict.Reason;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Checks who a phone is (RFC 3261 §22.2–3, RFC 8760): 401 as the registrar, 407 as what phones take for their proxy. A
 * user that does not exist costs the same work and gets the same answer as a wrong password. One for each shard, which
 * owns it.
 */
public final class DigestAuthenticator {

    private static final byte[] ANY_SOURCE = {};

    /** Stands in for users that do not exist, so that they cost the same; nobody passes with it. */
    private static final DigestHa1 NOBODY = new DigestHa1("", "0".repeat(32), "0".repeat(64));

    private final String realm;
    private final List<DigestAlgorithm> algorithms;
    private final NonceSigner nonces;
    private final NonceCounts counts;
    private final RandomGenerator random;
    private final AuthObserver observer;

    /** With nobody who hears of its checks. */
    public DigestAuthenticator(String realm, List<DigestAlgorithm> algorithms, NonceSigner nonces, NonceCounts counts,
            RandomGenerator random) {
        this(realm, algorithms, nonces, counts, random, AuthObserver.NONE);
    }

    /**
     * @param realm the realm that the stored HA1 values were computed for
     * @param algorithms in the order of the challenges: MD5 and SHA-256, of which HA1 values are stored
     * @param observer hears of every check
     */
    public DigestAuthenticator(String realm, List<DigestAlgorithm> algorithms, NonceSigner nonces, NonceCounts counts,
            RandomGenerator random, AuthObserver observer) {
        if (algorithms.isEmpty() || algorithms.stream().anyMatch(a -> a != DigestAlgorithm.MD5
                && a != DigestAlgorithm.SHA_256)) {
            throw new IllegalArgumentException("no HA1 is stored for one of " + algorithms);
        }
        this.realm = realm;
        this.algorithms = List.copyOf(algorithms);
        this.nonces = nonces;
        this.counts = counts;
        this.random = random;
        this.observer = observer;
    }

    /**
     * Checks the credentials of a request. Never throws for what a peer wrote.
     *
     * @param claimed the device that the request claims to come from (by its To for REGISTER, else its From), empty when
     *        there is none of that name: the credentials must be its own
     */
    public AuthVerdict check(SipRequest request, Flow flow, Optional<Device> claimed) {
        AuthVerdict verdict = judge(request, flow, claimed);
        observer.onVerdict(request, flow, claimed.isPresent(), verdict);
        return verdict;
    }

    private AuthVerdict judge(SipRequest request, Flow flow, Optional<Device> claimed) {
        List<DigestCredentials> parsed = new ArrayList<>(1);
        for (String field : request.headers(credentialsHeader(request))) {
            if (DigestCredentials.isDigest(field)) {
                Optional<DigestCredentials> credentials = DigestCredentials.parse(field);
                if (credentials.isEmpty()) {
                    return new AuthVerdict.Malformed("Malformed credentials");
                }
                parsed.add(credentials.get());
            }
        }
        for (DigestAlgorithm algorithm : algorithms) {
            for (DigestCredentials credentials : parsed) {
                if (credentials.realm().equals(realm)
                        && DigestAlgorithm.of(credentials.algorithm()).filter(algorithm::equals).isPresent()) {
                    return check(request, flow, claimed, algorithm, credentials);
                }
            }
        }
        return challenge(request, flow, false, Reason.NO_CREDENTIALS);
    }

    private AuthVerdict check(SipRequest request, Flow flow, Optional<Device> claimed, DigestAlgorithm algorithm,
            DigestCredentials credentials) {
        if (!meansRequestUri(credentials.uri(), request)) {
            return new AuthVerdict.Malformed("Digest uri is not the Request-URI");
        }
        NonceSigner.Nonce nonce = NonceSigner.Nonce.read(credentials.nonce());
        NonceSigner.Validity validity = nonces.verify(nonce, source(flow));
        Optional<Device> device = claimed.filter(d -> d.setUser().equals(credentials.username()))
                .filter(d -> d.ha1().realm().equals(realm))
                .filter(d -> stored(d.ha1(), algorithm).length() == stored(NOBODY, algorithm).length());
        String ha1 = stored(device.map(Device::ha1).orElse(NOBODY), algorithm);
        String expected = Digest.response(algorithm, ha1, credentials, request.method().name(), request.body());
        boolean right = Digest.equalInConstantTime(expected, credentials.response()) && qualityWasOffered(credentials);
        if (!right || device.isEmpty()) {
            return challenge(request, flow, false, Reason.WRONG_CREDENTIALS);
        }
        boolean secret = flow.protocol() == TransportProtocol.TLS;
        if (validity != NonceSigner.Validity.VALID
                || !counts.use(nonce.id(), credentials.count(), secret)) {
            return challenge(request, flow, true, Reason.STALE_NONCE);
        }
        return new AuthVerdict.Authenticated(device.get());
    }

    /** A challenge without looking at credentials. */
    public AuthVerdict.Challenged challenge(SipRequest request, Flow flow) {
        return challenge(request, flow, false, Reason.NO_CREDENTIALS);
    }

    private AuthVerdict.Challenged challenge(SipRequest request, Flow flow, boolean stale, Reason reason) {
        String nonce = nonces.sign(random, source(flow));
        boolean register = request.method().equals(SipMethod.REGISTER);
        List<DigestChallenge> challenges = new ArrayList<>(algorithms.size());
        for (DigestAlgorithm algorithm : algorithms) {
            challenges.add(DigestChallenge.of(realm, nonce, algorithm, stale));
        }
        return new AuthVerdict.Challenged(register ? 401 : 407,
                register ? HeaderName.WWW_AUTHENTICATE : HeaderName.PROXY_AUTHENTICATE, challenges, reason);
    }

    private static HeaderName credentialsHeader(SipRequest request) {
        return request.method().equals(SipMethod.REGISTER) ? HeaderName.AUTHORIZATION : HeaderName.PROXY_AUTHORIZATION;
    }

    /**
     * RFC 7616 §3.4.6 wants the same resource. Phones leave out port and parameters of the Request-URI, or write the
     * host in another case, so user and host decide.
     */
    private static boolean meansRequestUri(String uri, SipRequest request) {
        if (uri.equals(request.requestUri())) {
            return true;
        }
        Optional<SipUri> theirs = SipUri.parse(uri);
        Optional<SipUri> ours = request.sipRequestUri();
        return theirs.isPresent() && ours.isPresent() && theirs.get().userDecoded().equals(ours.get().userDecoded())
                && theirs.get().host().equalsIgnoreCase(ours.get().host());
    }

    /** Without qop (RFC 2069) only for MD5: RFC 8760 §2.3 wants one with the others. {@code auth-int} is more than asked. */
    private static boolean qualityWasOffered(DigestCredentials credentials) {
        return switch (credentials.qop()) {
            case "auth", "auth-int" -> true;
            case "" -> DigestAlgorithm.of(credentials.algorithm()).filter(DigestAlgorithm.MD5::equals).isPresent();
            default -> false;
        };
    }

    private static String stored(DigestHa1 ha1, DigestAlgorithm algorithm) {
        return algorithm == DigestAlgorithm.MD5 ? ha1.md5() : ha1.sha256();
    }

    /** A nonce is bound to the source address where others can read it on the way; on TLS the phone may change networks. */
    private static byte[] source(Flow flow) {
        return flow.protocol() == TransportProtocol.TLS ? ANY_SOURCE : flow.remote().getAddress().getAddress();
    }
}
