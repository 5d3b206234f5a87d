package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Debian's Chromium, driven by Playwright, with one page. Every page that is {@link #looked} at is photographed in light, in dark and on a phone's
 * screen ({@code target/screenshots}), and axe looks for what people who cannot see or use a mouse would stumble over. What the page writes to
 * the console of the browser, a breach of the Content-Security-Policy above all, is remembered as a complaint.
 */
final class Chromium implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDTH = 1_360;
    private static final int HEIGHT = 900;
    private static final int PHONE_WIDTH = 390;
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
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of("/usr/bin/chromium"))
                .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setBaseURL(base)
                .setIgnoreHTTPSErrors(true).setViewportSize(WIDTH, HEIGHT).setAcceptDownloads(true));
        page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("422") && !message.text().contains("401")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
    }

    Page page() {
        return page;
    }

    /** Takes pictures of the page as it is, and lets axe judge it in light and in dark. */
    void looked(String name) {
        pictures++;
        String file = "%02d-%s".formatted(pictures, name);
        photograph(file, "");
        judge(name, "light");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        photograph(file, "-dark");
        judge(name, "dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(PHONE_WIDTH, PHONE_HEIGHT);
        photograph(file, "-phone");
        Object wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
        if (Boolean.TRUE.equals(wider)) {
            complaints.add(name + ": wider than a phone");
        }
        page.setViewportSize(WIDTH, HEIGHT);
    }

    private void photograph(String file, String suffix) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(file + suffix + ".png"))
                .setFullPage(true));
    }

    private void judge(String name, String scheme) {
        new AxeBuilder(page).withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                .analyze().getViolations().forEach(violation -> complaints.add(name + " (" + scheme + "): " + violation.getId()
                        + ": " + violation.getHelp() + ": " + violation.getNodes().stream()
                                .map(node -> node.getHtml() + " " + node.getFailureSummary()).limit(3)
                                .collect(Collectors.joining(" | "))));
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
