package io.sbc.admin.support;

import io.sbc.core.access.AccessStore;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Device;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The secrets that this machine knows, to be looked for in texts: by value, as they are, in Base64, hex and percent-encoded; and by SHA-256
 * where no more than that is kept (sessions, API keys). Filled by one thread for one bundle, and forgotten with it.
 *
 * <p>Passwords that are kept as a slow hash only (administrators) or as HA1 (set side) cannot be looked for by value.
 */
public final class KnownSecrets {

    private static final int FILE_MAX = 64 * 1024;
    private static final int PEM_LINE_MIN = 16;
    private static final int SECRET_PATH_MIN = 20;

    private final Set<String> values = new LinkedHashSet<>();
    private final Set<String> publicWords = new HashSet<>();
    private final Set<String> digests = new HashSet<>();
    private final List<String> unknown = new ArrayList<>();

    /** A secret that might stand somewhere in any of the usual encodings. */
    public KnownSecrets add(String secret) {
        if (secret.length() >= SecretSearch.WINDOW) {
            byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
            values.add(secret);
            values.add(Base64.getEncoder().withoutPadding().encodeToString(octets));
            values.add(Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
            values.add(HexFormat.of().formatHex(octets));
            values.add(HexFormat.of().withUpperCase().formatHex(octets));
            values.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
            values.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
        }
        return this;
    }

    /** SHA-256 of secrets, in hex. */
    public KnownSecrets addDigests(Collection<String> sha256) {
        digests.addAll(sha256);
        return this;
    }

    /** Some could not be asked for: the manifest says so. */
    public KnownSecrets unknown(String why) {
        unknown.add(why);
        return this;
    }

    /** What is kept of the passwords of devices. An ICP password that is also the name of a device is not looked for: it would hide the name. */
    public KnownSecrets addDevices(Collection<Device> devices) {
        for (Device device : devices) {
            add(device.icpSecret().reveal());
            values.add(device.ha1().md5());
            values.add(device.ha1().sha256());
            publicWords.add(device.icpUser());
            publicWords.add(device.icpAuthUser());
            publicWords.add(device.setUser());
            publicWords.add(device.email());
        }
        return this;
    }

    /** Consumers and tokens. */
    public KnownSecrets addAccess(AccessStore access) {
        access.consumers().forEach(consumer -> add(consumer.secret().reveal()));
        access.accessTokens().forEach(token -> add(token.secret().reveal()));
        access.temporaryTokens().forEach(token -> {
            add(token.secret().reveal());
            token.verifier().ifPresent(verifier -> add(verifier.reveal()));
        });
        return this;
    }

    /** What lies in files that the configuration names: keys of TLS, of the store and of the command line, passwords. */
    public KnownSecrets addFilesOf(SbcConfig config, Path localKey) {
        for (CertificateFiles files : config.set().tls().certificates()) {
            addFile(files.key());
        }
        for (CertificateFiles files : config.icp().tls().certificates()) {
            addFile(files.key());
        }
        addFile(config.admin().api().key());
        addFile(config.store().keyFile());
        addFile(localKey);
        config.store().postgresql().passwordFile().ifPresent(this::addFile);
        config.alarms().mail().passwordFile().ifPresent(this::addFile);
        config.alarms().webhook().secretFile().ifPresent(this::addFile);
        config.alarms().webhook().url().map(KnownSecrets::secretPartOf).ifPresent(this::add);
        return this;
    }

    /** Some services know their callers by the address alone: what stands behind the host is as good as a password where it is long. */
    private static String secretPartOf(URI url) {
        String path = Objects.requireNonNullElse(url.getRawPath(), "");
        String behind = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        return behind.length() >= SECRET_PATH_MIN ? behind : "";
    }

    /** Each line of a small file that is long enough; one that cannot be read holds nothing that could get into a bundle. */
    public KnownSecrets addFile(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= FILE_MAX) {
                boolean pem = false;
                for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()) {
                    pem |= line.startsWith("-----");
                    String bare = line.strip();
                    if (!pem) {
                        add(bare);
                    } else if (bare.length() >= PEM_LINE_MIN && !bare.startsWith("-----")) {
                        values.add(bare);
                    }
                }
            }
        } catch (IOException unreadable) {
            return this; // nor can anybody else of this process
        }
        return this;
    }

    Set<String> values() {
        Set<String> wanted = new HashSet<>(values);
        wanted.removeAll(publicWords);
        return wanted;
    }

    List<String> unknown() {
        return List.copyOf(unknown);
    }

    Set<String> digests() {
        return Set.copyOf(digests);
    }
}
