package io.sbc.admin.alarm.send;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.alarm.AlarmDocument;
import io.sbc.admin.alarm.AlarmNews;
import io.sbc.admin.certs.TrustedPeers;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.AlarmSettings.WebhookSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A JSON document by POST for each message. Any answer but 2xx is a failure, a redirect too: messages go where the configuration says and
 * nowhere else. With a secret, {@code X-SBC-Signature: t=SECONDS,v1=HEX} is HMAC-SHA256 over {@code SECONDS.BODY}.
 */
final class WebhookChannel implements Channel {

    private static final String ALGORITHM = "HmacSHA256";

    private final WebhookSettings settings;
    private final URI url;
    private final String host;
    private final InstantSource clock;
    private final ObjectMapper mapper = new ObjectMapper();

    /** @param host what we call ourselves */
    WebhookChannel(WebhookSettings settings, URI url, String host, InstantSource clock) {
        this.settings = settings;
        this.url = url;
        this.host = host;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    /** Without path and query: they may hold a key. */
    @Override
    public String target() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    @Override
    public Severity severity() {
        return settings.severity();
    }

    @Override
    public int batchMax() {
        return 1;
    }

    @Override
    public Duration gather() {
        return Duration.ZERO;
    }

    @Override
    public void send(List<AlarmNews> batch) throws IOException {
        for (AlarmNews news : batch) {
            post(news);
        }
    }

    private void post(AlarmNews news) throws IOException {
        Instant now = clock.instant();
        byte[] body = mapper.writeValueAsBytes(document(news, now));
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(settings.timeout())
                .header("Content-Type", "application/json").header("User-Agent", "SBC")
                .POST(BodyPublishers.ofByteArray(body));
        signature(body, now).ifPresent(signature -> request.header("X-SBC-Signature", signature));
        HttpClient.Builder builder = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1).connectTimeout(settings.timeout());
        if (url.getScheme().equals("https")) {
            builder.sslContext(TrustedPeers.context(settings.trust()));
        }
        try (HttpClient client = builder.build()) {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            response.body().close(); // however long it is
            if (response.statusCode() / 100 != 2) {
                throw new IOException("the receiver answered " + response.statusCode());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException failure) {
            throw failure.getMessage() == null
                    ? new IOException(failure.getClass().getSimpleName(), failure)
                    : failure;
        }
    }

    private Map<String, Object> document(AlarmNews news, Instant now) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("change", news.change().name().toLowerCase(Locale.ROOT));
        document.put("sentAt", now.toString());
        document.put("node", host);
        document.put("alarm", AlarmDocument.of(news.alarm()));
        return document;
    }

    private Optional<String> signature(byte[] body, Instant now) throws IOException {
        Optional<Path> file = settings.secretFile();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] key = Files.readString(file.get()).strip().getBytes(StandardCharsets.UTF_8);
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((now.getEpochSecond() + ".").getBytes(StandardCharsets.US_ASCII));
            return Optional.of("t=" + now.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body)));
        } catch (IllegalArgumentException | GeneralSecurityException unusable) {
            throw new IOException("alarms.webhook.secret-file: " + file.get() + " holds no key", unusable);
        }
    }
}
