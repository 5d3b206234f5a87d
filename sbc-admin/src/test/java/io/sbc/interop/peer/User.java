package io.sbc.interop.peer;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One user with one desktop device, as the SBC is provisioned with it; the extension is the same on both sides, the passwords
 * are not.
 */
public record User(String extension, String setPassword, String icpPassword) {

    static final String CSV_HEADER = "email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled";

    /** A user with passwords made from the extension. */
    public static User of(String extension) {
        return new User(extension, "Set-Side-" + extension, "Icp-Side-" + extension);
    }

    /** As many users as asked, from the first extension on. */
    public static List<User> range(int firstExtension, int count) {
        return IntStream.range(firstExtension, firstExtension + count)
                .mapToObj(extension -> of(Integer.toString(extension))).toList();
    }

    /** The same with another set-side password. */
    public User withSetPassword(String password) {
        return new User(extension, password, icpPassword);
    }

    /** The same with another ICP-side password. */
    public User withIcpPassword(String password) {
        return new User(extension, setPassword, password);
    }

    String csvLine() {
        return String.join(",", "user" + extension + "@example.org", "desktop", extension, setPassword, extension, "",
                icpPassword, "pbx", "true");
    }
}
