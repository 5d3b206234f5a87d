package io.sbc.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page of the console in a real browser, filled by the shipped process with what strangers may write into SIP: markup, scripts, writing that is turned
 * around, words without an end. None of it may do anything, and every page has to be usable by keyboard and screen reader, in light and dark, and on
 * a screen of 360 pixels.
 */
class EveryPageIT {

    private static final String PASSWORD = "a river of small stones";
    private static final int PATIENCE_MILLIS = 30_000;

    /** What would tell that it ran. */
    private static final String SCRIPT = "<script>document.title='pwned'</script><img src=x onerror=document.title='pwned'>";
    private static final String TURNED = "\u202Egnp.\u2066evil\u2069";
    private static final String ENDLESS = "W".repeat(900);

    @TempDir
    private static Path directory;
    private static SbcStage stage;
    private static Chromium chromium;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).script("pbx").numbers(4).script("gone")
                .icp("failover: {interval: 1s, check-timeout: 1s}").setting("alarms: {interval: 1s}").start();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        chromium = new Chromium(stage.console());
    }

    @AfterAll
    static void stopAll() {
        if (chromium != null) {
            chromium.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void shouldBeUsableAndHarmlessOnEveryPage() throws Exception {
        logIn();
        lookAtWhatIsEmpty();
        stage.script("gone").silent(true);
        beginACapture();
        String call = haveStrangersWrite();
        endTheCaptureAndReadIt();
        administer();
        lookAtWhatIsFull(call);
        openAndCloseAQuestionByKeyboard();
        lookAtErrors();
        chromium.verify();
    }

    private static Page page() {
        return chromium.page();
    }

    private static Locator button(String name) {
        return page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void look(String path, String name) {
        page().navigate("/console" + path);
        chromium.audit(name);
    }

    private static void logIn() throws IOException {
        String line = Files.readAllLines(stage.file("sbc.log")).stream()
                .filter(each -> each.startsWith("first administrator: admin, password: ")).findFirst().orElseThrow();
        String first = line.substring(line.lastIndexOf(' ') + 1);

        page().navigate("/");
        chromium.audit("login");
        page().getByLabel("Name").fill(SCRIPT + TURNED);
        page().getByLabel("Password").fill("wrong");
        button("Log in").click();
        assertThat(page().getByRole(AriaRole.ALERT)).hasText("Name or password is wrong.");
        chromium.audit("login-failed");
        page().getByLabel("Name").fill("admin");
        page().getByLabel("Password").fill(first);
        page().keyboard().press("Enter");
        assertThat(page().getByLabel("Present password")).isVisible();
        chromium.audit("password-forced");
        page().getByLabel("Present password").fill(first);
        page().locator("#f-new").fill(PASSWORD);
        page().getByLabel("New password, again").fill(PASSWORD);
        button("Change password").click();
        assertThat(page().getByText("Your password is changed.")).isVisible();
    }

    private static void lookAtWhatIsEmpty() {
        for (String path : List.of("/registrations/attempts?user=nobody", "/calls", "/captures", "/consumers")) {
            look(path, "empty" + path.replaceAll("[^a-z]+", "-"));
        }
    }

    /** Of an address, both legs. */
    private static void beginACapture() {
        page().navigate("/console/captures");
        page().getByLabel("Whose").selectOption("address");
        page().getByLabel("Which one").fill(stage.script("pbx").address().getAddress().getHostAddress());
        button("Begin").click();
        assertThat(page().getByText("The capture runs.")).isVisible();
        chromium.audit("capture-runs");
    }

    private static void endTheCaptureAndReadIt() throws IOException {
        page().navigate("/console/captures");
        page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^End"))).click();
        Download download = page().waitForDownload(() -> page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Download"))).click());
        Set<String> read = Set.copyOf(Tshark.read(download.path(), "sip.Method == INVITE", "frame.interface_name",
                "exported_pdu.ipv4_dst"));
        assertEquals(Set.of("icp sip\t" + stage.script("pbx").address().getAddress().getHostAddress(),
                "set sip\t127.0.0.1"), read, "both legs of the call with that address");
    }

    /** REGISTERs and calls with markup in whatever a stranger controls; the id of a call. */
    private static String haveStrangersWrite() throws IOException {
        ScriptedPhone stranger = stage.connected("1001");
        String name = "\"" + SCRIPT.replace("\"", "'") + TURNED + "\" ";
        stranger.send(hostile(stranger.newRegister(), name).with("To",
                name + "<sip:%3Cscript%3Edocument.title='pwned'%3C%2Fscript%3E%E2%80%AEx@localhost>")).awaitFinal();
        stranger.register(register -> hostile(register, name));
        stranger.register(register -> hostile(register, name));
        SipText challenge = stranger.send(stranger.newRegister()).await(401);
        stranger.send(stranger.authorized(challenge, hostile(stranger.newRegister(), name), "not the password"))
                .awaitFinal();

        SipText invite = stranger.newRequest("INVITE", "1002");
        Exchange calling = stranger.send(hostile(invite, name).with("Call-ID", "call-<b>" + SCRIPT.replace(' ', '+')
                .replaceAll("[^A-Za-z0-9<>'/.=+-]", "") + ENDLESS).and("Subject", SCRIPT + TURNED)
                .sdp(Descriptions.phoneOffer().replace("s=-", "s=" + SCRIPT)));
        Incoming arrived = stage.script("pbx").awaitInvite("1002");
        arrived.respond(486);
        calling.await(486);
        stage.await("store the call", Duration.ofSeconds(30),
                () -> said("/api/v1/calls?outcome=486").contains("\"id\""));
        String found = said("/api/v1/calls?outcome=486");
        return found.replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    }

    private static String said(String path) {
        try {
            return stage.get(path);
        } catch (IOException e) {
            return "";
        }
    }

    private static SipText hostile(SipText request, String name) {
        return request.with("User-Agent", SCRIPT + TURNED + ENDLESS)
                .with("From", request.header("From").replaceFirst("^", name.replace("$", "")));
    }

    /** One of everything that a page can show, with a hostile name where a person gives one. */
    private static void administer() throws IOException {
        page().navigate("/console/api-keys");
        page().getByLabel("Name").fill(SCRIPT + TURNED);
        button("Make it").click();
        chromium.audit("one-time-secret");
        page().getByText("I have noted it").click();
        page().navigate("/console/administrators");
        page().getByLabel("Name").fill("eve");
        button("Add").click();
        page().getByText("I have noted it").click();
        page().navigate("/console/consumers");
        page().getByLabel("Consumer ID").fill("mxone");
        page().locator("#f-name").fill(SCRIPT + TURNED);
        button("Add").click();
        page().getByText("I have noted it").click();
        page().navigate("/console/guard");
        page().getByLabel("IP address").last().fill("192.0.2.66");
        page().getByLabel("Note").fill(SCRIPT + TURNED);
        button("Block").click();
        page().navigate("/console/users/new");
        page().getByLabel("E-mail address").fill("evil@example.com");
        page().locator("#f-name").fill(SCRIPT + TURNED + ENDLESS.substring(0, 100));
        page().getByLabel("Extension").fill("1777");
        button("Make the user").click();
        page().getByText("I have noted it").click();
        page().navigate("/console/import");
        page().getByLabel("CSV file, at most 10,000 rows").setInputFiles(Files.writeString(stage.file("evil.csv"),
                "email,extension,name,set_password,icp_password,icp\n" + "x@example.com,1888,\"" + SCRIPT + TURNED
                        + "\",,,pbx\n<b>no address</b>,18,,,,pbx\n"));
        button("Check it").click();
        assertThat(page().locator(".job .notice")).isVisible();
        chromium.audit("import-check");
        page().navigate("/console/settings/calls.maximum");
        page().getByLabel("Value").fill("4000");
        button("See what it will do").click();
        chromium.audit("settings-check");
        button("Apply").click();
        page().navigate("/console/settings/calls.maximum");
        page().getByLabel("Value").fill(SCRIPT);
        button("See what it will do").click();
        chromium.audit("settings-refused");
    }

    private static void lookAtWhatIsFull(String call) {
        String attempts = "/registrations/attempts";
        for (String path : List.of("/", "/alarms", "/guard", "/guard?source=127.0.0.1", "/registrations", attempts,
                attempts + "?user=1001", attempts + "?source=127.0.0.1",
                attempts + "?user=" + encoded(SCRIPT + TURNED), "/calls", "/calls?number=" + encoded(SCRIPT),
                "/calls/" + call, "/calls/" + call + "?reveal=true", "/captures", "/users", "/users/evil@example.com",
                "/users/evil@example.com/edit", "/users/evil@example.com/devices/desktop", "/users/new", "/import",
                "/devices", "/templates", "/templates/new", "/templates/psi", "/licences", "/consumers",
                "/administrators",
                "/api-keys", "/settings?q=calls", "/settings/versions", "/settings/icp.dns-servers", "/icps",
                "/icps/new", "/icps/pbx",
                "/certificates", "/certificates/admin-api", "/events", "/support", "/password", "/about")) {
            look(path, "full" + path.replace(call, "one").replaceAll("%[0-9A-F]{2}", "").replaceAll("[^a-z]+", "-"));
        }
        assertFalse(page().title().contains("pwned"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A question is opened, left and answered without a mouse; and what is behind everything else is reached at once. */
    private static void openAndCloseAQuestionByKeyboard() {
        page().navigate("/console/users/evil@example.com");
        page().keyboard().press("Tab");
        assertThat(page().locator(":focus")).hasText("Skip to the content");
        page().keyboard().press("Enter");
        page().keyboard().press("Tab");
        assertThat(page().locator(":focus")).hasText("Change");
        Locator delete = page().locator("summary").filter(new Locator.FilterOptions().setHasText("Delete"));
        delete.focus();
        page().keyboard().press("Enter");
        assertThat(page().getByText("The user and both devices are removed for good.")).isVisible();
        chromium.audit("question");
        page().keyboard().press("Escape");
        assertThat(page().getByText("The user and both devices are removed for good.")).isHidden();
        assertThat(delete).isFocused();
        page().keyboard().press("Enter");
        page().keyboard().press("Tab"); // the box for calls that go on
        page().keyboard().press("Tab");
        page().keyboard().press("Enter");
        assertThat(page().getByText("are removed")).isVisible();
    }

    private static void lookAtErrors() {
        look("/nothing/of/the/kind", "not-found");
        look("/calls/none", "no-such-call");
        look("/events?from=yesterday", "bad-filter");
        look("/guard?source=" + encoded(SCRIPT), "bad-address");
    }
}
