package io.sbc.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sbc.kit.pbx.CryptoMode;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of an administrator's first day, in a real browser, with the shipped process and real phones. */
class FirstDayIT {

    private static final String PASSWORD = "a river of small stones";

    @TempDir
    private static Path directory;
    private static SbcStage stage;
    private static Chromium chromium;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).standIn("office", builder -> builder.crypto(CryptoMode.IGNORE))
                .media("quality-interval: 500ms, rtcp-interval: 1s").start();
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
    void shouldLeadAnAdministratorThroughTheFirstDay() throws Exception {
        logInAndChooseAPassword();
        watchTwoPhonesCall();
        openTheLadder();
        findWhyAThirdCannotRegister();
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

    private static void watchTwoPhonesCall() throws Exception {
        SoftPhone bob = stage.registered(stage.phone("1002"));
        SoftPhone alice = stage.registered(stage.phone("1001"));
        Call outgoing = alice.call("1002");
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

    private static void openTheLadder() {
        page().getByLabel("Number or user").fill("1002");
        page().getByLabel("Outcome").selectOption("answered");
        button("Find").click();
        page().getByRole(AriaRole.ROWHEADER).getByRole(AriaRole.LINK).first().click();
        assertThat(page().getByText("Nothing is wrong with this call.")).isVisible();
        page().locator("svg a.arrow").filter(new Locator.FilterOptions().setHasText("INVITE sdp")).first().click();
        assertThat(page().locator("details.message[open] pre").first()).containsText("INVITE sip:1002");
        chromium.looked("call");
        Download capture = page().waitForDownload(() -> page().getByText("Download for Wireshark").click());
        assertEquals("call.pcapng", capture.suggestedFilename());
        assertTrue(capture.path().toFile().length() > 2_000);
    }

    private static void findWhyAThirdCannotRegister() throws Exception {
        stage.start(stage.phone("1003").password("not what it should be")).register().await();

        menu("Registrations");
        page().getByText("Why can it not register?").click();
        chromium.looked("why");
        page().getByLabel("Set-side user").fill("1003");
        button("Show attempts of this user").click();
        assertThat(page().locator(".verdict").first()).containsText("wrong-set-password");
        chromium.looked("attempts");
    }

    private static void logOut() {
        button("Log out").click();
        assertThat(page().getByText("You are logged out.")).isVisible();
    }
}
