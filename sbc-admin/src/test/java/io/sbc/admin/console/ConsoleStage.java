package io.sbc.admin.console;

import io.sbc.admin.account.Accounts;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.TlsSettings;
import io.sbc.admin.http.accounts.LoginResource;
import io.sbc.admin.http.accounts.SessionCookie;
import io.sbc.core.access.Role;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The console in front of the real admin server, over TLS, with the resources that a test brings and administrators of each role
 * ({@link #as}). Make one for each class of tests: the certificates take their time.
 */
public final class ConsoleStage implements AutoCloseable {

    /** Of everybody, once he has chosen it. */
    public static final String PASSWORD = "a river of small stones";

    private static final Authorship TEST = Authorship.commandLine("test");

    private final SecureRandom random = new SecureRandom();
    private final SbcConfig config = new ConfigReader(1).reference();
    private final Metrics metrics = new Metrics("1.2.3");
    private final SqlStore store;
    private final Accounts accounts;
    private final AdminServer server;
    private final HttpClient client;

    /**
     * @param directory for certificates and database
     * @param groups pages, beside those of the session
     * @param resources what the pages ask, beside log-in; made of the store
     */
    public ConsoleStage(Path directory, List<PageGroup> groups, Function<SqlStore, List<AdminResource>> resources)
            throws IOException {
        this(directory, groups, resources, InstantSource.system());
    }

    /** Likewise, with the clock by which sessions end. */
    ConsoleStage(Path directory, List<PageGroup> groups, Function<SqlStore, List<AdminResource>> resources,
            InstantSource clock) throws IOException {
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")), random);
        accounts = new Accounts(new SqlAccountStore(store.session()), store.history(), config.admin().accounts(),
                clock, random);
        List<AdminResource> all = new ArrayList<>(resources.apply(store));
        all.add(new LoginResource(accounts));
        server = AdminServer.start(TlsSettings.in(directory, ""), List.of(), metrics,
                List.of(new SessionCookie(accounts)), new Console(groups), all.toArray(AdminResource[]::new));
        client = TlsSettings.client(directory);
    }

    /** Where the console is, as in {@code https://127.0.0.1:8443}. */
    public String base() {
        return "https://127.0.0.1:" + server.securePort().orElseThrow();
    }

    /** In clear. */
    public String clear() {
        return "http://127.0.0.1:" + server.port();
    }

    public SqlStore store() {
        return store;
    }

    /** A browser in which nobody is logged in. */
    public ConsoleBrowser stranger() {
        return new ConsoleBrowser(client, base());
    }

    /** A new account; its password has to be changed. */
    public String account(String name, Role role) throws Exception {
        return ((Accounts.Issue.Done) accounts.add(name, role, TEST)).password().reveal();
    }

    /** A browser in which somebody of that role is logged in. */
    public ConsoleBrowser as(Role role) throws Exception {
        String name = role.name().toLowerCase(Locale.ROOT) + "-" + accounts.administrators().size();
        String first = account(name, role);
        ConsoleBrowser browser = stranger();
        browser.get("/login");
        browser.post("/login", Map.of("name", name, "password", first));
        browser.get("/password");
        browser.post("/password", Map.of("current", first, "new", PASSWORD, "again", PASSWORD));
        return browser;
    }

    @Override
    public void close() {
        client.close();
        server.close();
        store.close();
        metrics.close();
    }
}
