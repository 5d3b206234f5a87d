package io.sbc.admin.console;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Style sheets and scripts, all out of this process's jars. Their addresses hold a digest of what they are, so that a browser may keep them for
 * good and never has an old one. Immutable; any thread.
 */
public final class Assets {

    private static final String PATH = Pages.PREFIX + "/assets/";
    private static final String OWN = "/io/sbc/admin/console/assets/";
    private static final String WEBJARS = "/META-INF/resources/webjars/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final int DIGEST_LENGTH = 8;

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    private record Asset(String digest, String type, byte[] content) {}

    /** Reads them. */
    public Assets() {
        add("console.css", STYLE, OWN + "console.css");
        add("console.js", SCRIPT, OWN + "console.js");
        add("dashboard.js", SCRIPT, OWN + "dashboard.js");
        add("icon.svg", "image/svg+xml", OWN + "icon.svg");
        add("htmx.js", SCRIPT, WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js");
        add("uplot.js", SCRIPT, WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js");
        add("uplot.css", STYLE, WEBJARS + "uplot/1.6.30/dist/uPlot.min.css");
    }

    private void add(String name, String type, String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not in the distribution: " + resource);
            }
            byte[] content = in.readAllBytes();
            String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0,
                    DIGEST_LENGTH);
            assets.put(name, new Asset(digest, type, content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** The address of one. */
    public String href(String name) {
        Asset asset = assets.get(name);
        if (asset == null) {
            throw new IllegalArgumentException(name);
        }
        return PATH + asset.digest() + "/" + name;
    }

    void register(RoutesConfig routes) {
        assets.forEach((name, asset) -> routes.addHttpHandler(HandlerType.GET, href(name),
                context -> send(context, asset)));
    }

    private static void send(Context context, Asset asset) {
        context.header(Header.CACHE_CONTROL, "public, max-age=31536000, immutable");
        context.contentType(asset.type()).result(asset.content());
    }
}
