package io.sbc.admin.boot;

import io.sbc.admin.account.Accounts;
import io.sbc.admin.account.ApiKeys;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Authenticator;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.accounts.AdministratorsResource;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.accounts.ApiKeyHeader;
import io.sbc.admin.http.accounts.ApiKeysResource;
import io.sbc.admin.http.accounts.LoginResource;
import io.sbc.admin.http.accounts.OidcResource;
import io.sbc.admin.http.accounts.SessionCookie;
import io.sbc.admin.oidc.OidcLogin;
import io.sbc.base.Gauge;
import io.sbc.core.access.AccountStore;
import io.sbc.core.config.AccountSettings;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.directory.sql.SqlStore;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes administrators, sessions and API keys as the configuration says. */
final class AccountWiring {

    private static final Logger log = LoggerFactory.getLogger(AccountWiring.class);

    private final Accounts accounts;
    private final ApiKeys keys;
    private final Optional<OidcLogin> provider;
    private final EntityTags tags;

    /** @param provider empty where there is none */
    AccountWiring(AccountSettings settings, SqlStore store, SecureRandom random, Metrics metrics,
            Optional<OidcLogin> provider) {
        this.provider = provider;
        tags = new EntityTags(store.nonceKey());
        AccountStore table = new SqlAccountStore(store.session());
        InstantSource clock = InstantSource.system();
        accounts = new Accounts(table, store.history(), settings, clock, random);
        keys = new ApiKeys(table, clock, random, settings.apiKeyLife());
        metrics.register(accounts.counters());
        metrics.register(new Gauge("sbc_admin_sessions", "Administrators that are logged in.", accounts::sessions));
        provider.ifPresent(oidc -> metrics.register(new Gauge("sbc_admin_oidc_pending",
                "Log-ins by the OpenID provider that were begun and did not come back.", oidc::pending)));
    }

    /** At the first start there is nobody who could make an account: makes one, and tells its password this once. */
    void makeFirst(PrintStream out) throws StartFailure {
        try {
            Optional<Secret> password = accounts.makeFirst();
            if (password.isPresent()) {
                log.warn(
                        "made the first administrator: its password stands on standard output, once, and has to be changed at the first login");
                out.println("first administrator: admin, password: " + password.get().reveal());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }

    Collection<String> sessionDigests() {
        return accounts.sessionDigests();
    }

    List<Authenticator> authenticators() {
        return List.of(new ApiKeyHeader(keys), new SessionCookie(accounts));
    }

    List<AdminResource> resources() {
        return List.of(new LoginResource(accounts, () -> provider.flatMap(OidcLogin::logout)),
                new OidcResource(accounts, provider), new AdministratorsResource(accounts, tags),
                new ApiKeysResource(keys, InstantSource.system(), tags));
    }
}
