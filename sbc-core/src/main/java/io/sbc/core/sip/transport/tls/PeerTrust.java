package io.sbc.core.sip.transport.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whether a peer's certificate is good: its chain by PKIX, whichever library does TLS, and towards a server its name by
 * RFC 5922 §7.3. Thread-safe.
 */
final class PeerTrust extends X509ExtendedTrustManager {

    /** What the JDK calls the key exchange of TLS 1.3; any use for signatures is fine, since there is no other here. */
    private static final String KEY_EXCHANGE = "UNKNOWN";

    private final X509ExtendedTrustManager chains;
    private final Function<String, Collection<String>> identitiesOf;

    /**
     * @param authorities that chains must lead to
     * @param identitiesOf names that stand for the host to which a connection was opened
     */
    PeerTrust(List<X509Certificate> authorities, Function<String, Collection<String>> identitiesOf)
            throws IOException {
        this.chains = pkix(authorities);
        this.identitiesOf = identitiesOf;
    }

    private static X509ExtendedTrustManager pkix(List<X509Certificate> authorities) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("ca" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("certificates of authorities cannot be used: " + e.getMessage(), e);
        }
        throw new IllegalStateException("the JDK has no PKIX trust manager");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkServerTrusted(chain, KEY_EXCHANGE);
        String host = String.valueOf(engine.getPeerHost());
        CertificateNames names = CertificateNames.of(chain[0]);
        Collection<String> identities = identitiesOf.apply(host);
        if (identities.stream().noneMatch(names::isSipIdentity)) {
            throw new CertificateException("the certificate is for " + names.described() + ", not for "
                    + String.join(" or ", identities));
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkClientTrusted(chain, KEY_EXCHANGE);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("sockets are not used here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("sockets are not used here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("without the host's name a server cannot be trusted");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
