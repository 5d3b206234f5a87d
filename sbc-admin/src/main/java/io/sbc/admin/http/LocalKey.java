package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The command line of this machine: a key that each start writes into a file of mode 0600. Who can read the file could change the database
 * as well, so it may do everything; from another machine the key is worth nothing.
 */
public final class LocalKey implements Authenticator {

    /** Before the key in {@code Authorization}. */
    public static final String SCHEME = "Bearer local-";

    private static final int LENGTH = 32;

    private final Secret header;

    private LocalKey(Secret header) {
        this.header = header;
    }

    /** Makes a key and writes it; the one of an earlier start is no good any more. */
    public static LocalKey write(Path file, SecureRandom random) throws IOException {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        String hex = HexFormat.of().formatHex(key);
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        Path temporary = Files.createTempFile(directory, "local", ".key",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, hex + "\n", StandardCharsets.US_ASCII);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return new LocalKey(new Secret(SCHEME + hex));
    }

    /** Where it lies: beside the key of the store. */
    public static Path besides(Path keyFile) {
        return keyFile.resolveSibling("local-api.key");
    }

    /** What a client on this machine sends as {@code Authorization}. */
    public static String headerFrom(Path file) throws IOException {
        return SCHEME + Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    @Override
    public Optional<Caller> authenticate(Context context) throws Unauthorized {
        String offered = context.header(Header.AUTHORIZATION);
        if (offered == null || !offered.startsWith(SCHEME)) {
            return Optional.empty();
        }
        if (!new Secret(offered).equals(header) || !isLoopback(context.ip())) {
            throw Unauthorized.credentials("This is not the key of the SBC that runs here.");
        }
        return Optional.of(new Caller(new Authorship(Authorship.Kind.COMMAND_LINE, "command line", context.ip(),
                Correlation.of(context)), EnumSet.allOf(Permission.class)));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
