package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Debian's Chromium, driven by Playwright, with one page. Every page that is {@link #looked} at is photographed in light, in dark and on a phone's
 * screen ({@code target/screenshots}), and axe looks for what people who cannot see or use a mouse would stumble over. What the page writes to
 * the console of the browser, a breach of the Content-Security-Policy above all, is remembered as a complaint.
 */
final class Chromium implements AutoCloseable {

    private static final String AXE = axe();
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDTH = 1_360;
    private static final int HEIGHT = 900;
    private static final int PHONE_WIDTH = 390;
    private static final int NARROW_WIDTH = 360;
    private static final int PHONE_HEIGHT = 844;
    private static final double PATIENCE_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private int pictures;

    /** @param base of the console, as in {@code https://127.0.0.1:8443} */
    Chromium(String base) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setBaseURL(base)
                .setIgnoreHTTPSErrors(true).setViewportSize(WIDTH, HEIGHT).setAcceptDownloads(true)
                .setReducedMotion(ReducedMotion.REDUCE)); // colours half-way from light to dark are nobody's
        page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().matches("(?s).*status of 4[0-9]{2} .*")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
    }

    Page page() {
        return page;
    }

    /** Takes pictures of the page as it is, and lets axe judge it: everything in light, contrasts again in dark. */
    void looked(String name) {
        pictures++;
        String file = "%02d-%s".formatted(pictures, name);
        photograph(file, "", true);
        page.evaluate(AXE);
        judge(name, "{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        photograph(file, "-dark", false);
        judge(name + " in the dark", "{type: 'rule', values: ['color-contrast']}");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(PHONE_WIDTH, PHONE_HEIGHT);
        photograph(file, "-phone", false);
        if (Boolean.TRUE.equals(
                page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))) {
            complaints.add(name + ": wider than a phone");
        }
        page.setViewportSize(WIDTH, HEIGHT);
    }

    /**
     * Likewise, quicker and without pictures: everything in light on a wide screen, contrasts, width and ways by keyboard in dark on the narrowest. That nothing that strangers
     * wrote was run shows as no complaint of the browser and as the title.
     */
    void audit(String name) {
        page.evaluate("() => document.querySelectorAll('main details:not(.confirm)').forEach(one => one.open = true)");
        page.evaluate(AXE);
        judge(name, "{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.setViewportSize(NARROW_WIDTH, PHONE_HEIGHT);
        judge(name + ", dark and narrow", "{type: 'rule', values: ['color-contrast', 'target-size']}");
        complain(name, "wider than its screen: ",
                """
                        () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
                          : [...document.querySelectorAll('main *, header *')]
                              .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest('.scroll, pre'))
                              .slice(0, 3).map(e => e.outerHTML.slice(0, 200))""");
        complain(name, "no way there by keyboard: ",
                """
                        () => [...document.querySelectorAll('a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary')]
                          .filter(e => e.checkVisibility() && (e.focus({preventScroll: true}), document.activeElement !== e)).map(e => e.outerHTML.slice(0, 200))""");
        complain(name, "focus cannot be seen: ",
                """
                        () => [...document.querySelectorAll('a[href], button:not([disabled]), summary')].filter(e => e.checkVisibility()).slice(0, 40)
                          .filter(e => (e.focus({focusVisible: true, preventScroll: true}), getComputedStyle(e).outlineStyle === 'none' && !e.closest('svg')))
                          .map(e => e.outerHTML.slice(0, 200))""");
        complain(name, "it ran: ", "() => document.title === 'pwned' ? [document.title] : []");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(WIDTH, HEIGHT);
    }

    private void complain(String name, String what, String script) {
        if (page.evaluate(script) instanceof List<?> found) {
            found.forEach(each -> complaints.add(name + ": " + what + each));
        }
    }

    private void photograph(String file, String suffix, boolean whole) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(file + suffix + ".png"))
                .setFullPage(whole).setAnimations(ScreenshotAnimations.DISABLED));
    }

    private void judge(String name, String only) {
        Object found = page.evaluate("""
                async () => {
                  const result = await axe.run(document, {runOnly: %s, resultTypes: ['violations']});
                  return result.violations.map(v => v.id + ': ' + v.help + ': '
                    + v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | '));
                }""".formatted(only));
        if (found instanceof List<?> violations) {
            violations.forEach(violation -> complaints.add(name + ": " + violation));
        }
    }

    private static String axe() {
        try (InputStream in = Objects.requireNonNull(AxeBuilder.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails with everything that was complained of. */
    void verify() {
        assertEquals("", String.join("\n", complaints));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
