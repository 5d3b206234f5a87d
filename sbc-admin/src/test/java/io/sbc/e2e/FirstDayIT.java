package io.sbc.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.sbc.kit.pbx.CryptoMode;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.OAuthProvider;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.basic.DefaultOAuthProvider;
import oauth.signpost.signature.HmacSha256MessageSigner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of an administrator's first day, in a real browser, with the shipped process and real phones. */
class FirstDayIT {

    private static final String PASSWORD = "a river of small stones";

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int FIRST_NUMBER = 1_101;
    private static final int USERS = 50;

    @TempDir
    private static Path directory;
    private static SbcStage stage;
    private static Chromium chromium;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).standIn("office", FirstDayIT::office).script("branch")
                .media("quality-interval: 500ms, rtcp-interval: 1s")
                .icp("failover: {interval: 1s, check-timeout: 1s}").setting("alarms: {interval: 1s}").start();
        stage.script("branch").silent(true);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        chromium = new Chromium(stage.console());
    }

    private static StandInPbx.Builder office(StandInPbx.Builder pbx) {
        for (int number = FIRST_NUMBER; number < FIRST_NUMBER + 3; number++) {
            pbx.extension(new Extension("" + number, "auth" + number, "icp-" + number));
        }
        return pbx.crypto(CryptoMode.IGNORE);
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
    void shouldLeadAnAdministratorThroughTheFirstDay() throws Exception {
        logInAndChooseAPassword();
        importFiftyUsers();
        approveAToken();
        menu("Dashboard");
        watchTwoPhonesCall();
        openTheLadder();
        findWhyAThirdCannotRegister();
        seeTheAlarmClear();
        logOut();
        chromium.verify();
    }

    private static Page page() {
        return chromium.page();
    }

    private static Locator button(String name) {
        return page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void menu(String name) {
        page().getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Main"))
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name).setExact(true)).click();
    }

    private static void logInAndChooseAPassword() throws IOException {
        String line = Files.readAllLines(stage.file("sbc.log")).stream()
                .filter(each -> each.startsWith("first administrator: admin, password: ")).findFirst().orElseThrow();
        String first = line.substring(line.lastIndexOf(' ') + 1);

        page().navigate("/");
        chromium.looked("login");
        page().getByLabel("Name").fill("admin");
        page().getByLabel("Password").fill("wrong");
        button("Log in").click();
        assertThat(page().getByRole(AriaRole.ALERT)).hasText("Name or password is wrong.");
        page().getByLabel("Password").fill(first);
        page().keyboard().press("Enter");
        page().getByLabel("Present password").fill(first);
        page().getByLabel("New password", new Page.GetByLabelOptions().setExact(false)).first().fill("short");
        page().getByLabel("New password, again").fill("short");
        button("Change password").click();
        assertThat(page().getByText("shorter than 12").first()).isVisible();
        chromium.looked("password");
        page().getByLabel("Present password").fill(first);
        page().locator("#f-new").fill(PASSWORD);
        page().getByLabel("New password, again").fill(PASSWORD);
        button("Change password").click();
        assertThat(page().getByText("Your password is changed.")).isVisible();
        assertThat(page().locator("#live")).hasText("Live");
    }

    private static void importFiftyUsers() throws IOException {
        StringBuilder csv = new StringBuilder(
                "email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled\n");
        for (int number = FIRST_NUMBER; number < FIRST_NUMBER + USERS; number++) {
            csv.append("%1$d@example.com,desktop,%1$d,set-%1$d,%1$d,auth%1$d,icp-%1$d,office,true%n".formatted(number));
        }
        menu("Import");
        page().getByLabel(Pattern.compile("CSV file")).setInputFiles(Files.writeString(stage.file("fifty.csv"), csv));
        button("Check it").click();
        assertThat(button("Apply it")).isVisible(); // the page looks again by itself
        chromium.looked("import-check");
        button("Apply it").click();
        assertThat(page().locator(".notice.good")).hasText(Pattern.compile("^(?!would).*50 rows.*"));
        menu("Users");
        assertThat(page().getByText("1101@example.com").first()).isVisible();
        chromium.looked("users");
    }

    private static void approveAToken() throws Exception {
        menu("Consumers");
        page().getByLabel("Consumer ID").fill("mxone");
        button("Add").click();
        OAuthConsumer manager = new DefaultOAuthConsumer("mxone", page().locator("#s-secret").textContent());
        manager.setMessageSigner(new HmacSha256MessageSigner());
        OAuthProvider provider = new DefaultOAuthProvider(stage.admin("/oauth/request_token").toString(),
                stage.admin("/oauth/access_token").toString(), stage.admin("/nobody").toString());
        provider.setOAuth10a(true);
        provider.retrieveRequestToken(manager, "oob");
        page().getByText("I have noted it").click();
        chromium.looked("consumers");
        button("Approve").click();
        provider.retrieveAccessToken(manager, page().locator("#s-verifier").textContent());
        page().getByText("I have noted it").click();
        assertThat(page().getByText(manager.getToken())).isVisible();
    }

    private static void seeTheAlarmClear() {
        menu("Dashboard");
        Locator alarm = page().locator("#alarms").getByText("PBX unreachable");
        assertThat(alarm).isVisible();
        chromium.looked("alarm");
        Locator panels = page().locator("#panels");
        assertThat(panels.getByText("out of reach")).isVisible();
        stage.script("branch").silent(false);
        assertThat(alarm).hasCount(0); // without a reload
        assertThat(panels.getByText("out of reach")).hasCount(0);
        assertThat(page().getByText("branch").first()).isVisible();
    }

    private static void watchTwoPhonesCall() throws Exception {
        SoftPhone bob = stage.registered(stage.phone("1102"));
        SoftPhone alice = stage.registered(stage.phone("1101"));
        Call outgoing = alice.call("1102");
        Call incoming = bob.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);

        assertThat(page().locator(".tile [data-figure=phones]")).hasText("2");
        assertThat(page().locator(".tile [data-figure=calls]")).hasText("2"); // from phone to phone it is two
        assertThat(page().locator(".tile [data-figure=mos]")).hasText(Pattern.compile("4\\.[0-9]"));
        chromium.looked("dashboard");
        menu("Registrations");
        assertThat(page().getByRole(AriaRole.ROW)).hasCount(3);
        chromium.looked("registrations");
        menu("Calls");
        assertThat(page().getByText("talking").first()).isVisible();
        assertEquals(200, outgoing.hangUp().await());
        incoming.awaitEnded();
        menu("Calls");
        assertThat(page().getByText("ended").first()).isVisible();
        chromium.looked("calls");
    }

    private static void openTheLadder() throws IOException {
        page().getByLabel("Number or user").fill("1102");
        page().getByLabel("Outcome").selectOption("answered");
        button("Find").click();
        assertThat(page()).hasURL(Pattern.compile("outcome=answered"));
        Locator found = page().getByRole(AriaRole.ROWHEADER).getByRole(AriaRole.LINK);
        stage.await("find the call that has just ended", Duration.ofSeconds(30), () -> {
            page().reload();
            return found.count() > 0;
        });
        found.first().click();
        assertThat(page().getByText("Nothing is wrong with this call.")).isVisible();
        page().locator("svg a.arrow").filter(new Locator.FilterOptions().setHasText("INVITE sdp")).first().click();
        assertThat(page().locator("details.message[open] pre").first()).containsText("INVITE sip:1102");
        chromium.looked("call");
        Download capture = page().waitForDownload(() -> page().getByText("Download for Wireshark").click());
        assertEquals("call.pcapng", capture.suggestedFilename());
        assertTrue(capture.path().toFile().length() > 2_000);
    }

    private static void findWhyAThirdCannotRegister() throws Exception {
        stage.start(stage.phone("1103").password("not what it should be")).register().await();

        menu("Registrations");
        page().getByText("Why can it not register?").click();
        chromium.looked("why");
        page().getByLabel("Set-side user").fill("1103");
        button("Show attempts of this user").click();
        assertThat(page().locator(".verdict").first()).containsText("wrong-set-password");
        chromium.looked("attempts");
    }

    private static void logOut() {
        button("Log out").click();
        assertThat(page().getByText("You are logged out.")).isVisible();
    }
}
