package io.sbc.core.sip.transport.tls;

import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key manager of a context that has one identity: BoringSSL asks it at each handshake, and the JDK's would copy and
 * compare certificates each time. Immutable; any thread.
 */
final class FixedIdentity extends X509ExtendedKeyManager {

    private static final String ALIAS = "identity";
    private final X509Certificate[] chain;
    private final @Nullable PrivateKey key;
    private final String keyType;

    private FixedIdentity(PemIdentity identity, boolean showsKey) {
        this.chain = identity.chain().toArray(X509Certificate[]::new);
        this.key = showsKey ? identity.key() : null;
        this.keyType = identity.key().getAlgorithm();
    }

    /**
     * A factory of only this one.
     *
     * @param showsKey false when somebody else signs
     */
    static KeyManagerFactory factory(PemIdentity identity, boolean showsKey) {
        KeyManager[] managers = {new FixedIdentity(identity, showsKey)};
        return new Factory(new KeyManagerFactorySpi() {

            @Override
            protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {
                // It has what it needs.
            }

            @Override
            protected void engineInit(ManagerFactoryParameters parameters) {
                // It has what it needs.
            }

            @Override
            protected KeyManager[] engineGetKeyManagers() {
                return managers.clone();
            }
        });
    }

    private static final class Factory extends KeyManagerFactory {

        private static final Provider NOBODY = new Provider("sbc-identity", "1", "one identity of a listener") {
        };

        Factory(KeyManagerFactorySpi spi) {
            super(spi, NOBODY, "fixed");
        }
    }

    /** @param type "EC" or "RSA"; others are forms of certificates that nobody has */
    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
        return chooseServerAlias(type);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseServerAlias(type);
    }

    private @Nullable String chooseServerAlias(String type) {
        return type.equals(keyType) ? ALIAS : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return alias.equals(ALIAS) ? chain.clone() : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return alias.equals(ALIAS) ? key : null;
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
        return new String[]{ALIAS};
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers,
            @Nullable Socket socket) {
        return null;
    }
}
