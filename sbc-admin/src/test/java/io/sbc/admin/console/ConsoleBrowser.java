package io.sbc.admin.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without scripts: keeps cookies, sends forms with the hidden token of the page that it saw last. Used by one thread. */
public final class ConsoleBrowser {

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]*)\"");

    private final HttpClient client;
    private final String base;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private String token = "";

    ConsoleBrowser(HttpClient client, String base) {
        this.client = client;
        this.base = base;
    }

    /** What came back; redirections are not followed. */
    public record Seen(int status, String body, HttpResponse<String> response) {

        /** Where it leads, or nothing. */
        public String location() {
            return header("Location").replaceFirst("^https://[^/]+", "");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Fails when the page has not got that text (as it stands in the HTML). */
        public Seen has(String text) {
            assertTrue(body.contains(text), () -> "no " + text + " in " + status + " " + body);
            return this;
        }

        /** Fails when the page has that text. */
        public Seen hasNot(String text) {
            assertTrue(!body.contains(text), () -> text + " in " + body);
            return this;
        }
    }

    /** Looks at a page behind {@code /console}. */
    public Seen get(String path, String... headers) throws IOException, InterruptedException {
        Seen seen = send(HttpRequest.newBuilder(uri(path)).GET(), headers);
        Matcher found = TOKEN.matcher(seen.body());
        if (found.find()) {
            token = found.group(1);
        }
        return seen;
    }

    /** Sends a form, as a page of the console would. */
    public Seen post(String path, Map<String, String> fields) throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(Map.of("_csrf", token));
        all.putAll(fields);
        return postAsIs(path, all, "Sec-Fetch-Site", "same-origin");
    }

    /** Sends a form as somebody else made it. */
    public Seen postAsIs(String path, Map<String, String> fields, String... headers)
            throws IOException, InterruptedException {
        String body = fields.entrySet().stream().map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)), headers);
    }

    /** Sends a form with one file. */
    public Seen upload(String path, String field, String name, String content) throws IOException, InterruptedException {
        String boundary = "----of-a-test";
        String body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token + "\r\n--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name
                + "\"\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n";
        return send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofString(body)), "Sec-Fetch-Site", "same-origin");
    }

    /** Sends an empty form, and takes the file that it answers. */
    public byte[] download(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin").header("Cookie", cookieHeader())
                .POST(BodyPublishers.ofString("_csrf=" + encoded(token)));
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        assertTrue(response.statusCode() == 200, () -> path + " answered " + response.statusCode());
        return response.body();
    }

    private String cookieHeader() {
        return cookies.entrySet().stream().map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    /** The token that the last page's forms carry. */
    public String token() {
        return token;
    }

    private URI uri(String path) {
        return URI.create(base + (path.startsWith("/console") || path.startsWith("/api/") ? path : "/console" + path));
    }

    private Seen send(HttpRequest.Builder request, String... headers) throws IOException, InterruptedException {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookieHeader());
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        response.headers().allValues("Set-Cookie").forEach(this::keep);
        return new Seen(response.statusCode(), response.body(), response);
    }

    private void keep(String header) {
        String[] pair = header.split(";", 2)[0].split("=", 2);
        if (header.contains("Max-Age=0")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], Optional.of(pair[1]).orElseThrow());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
