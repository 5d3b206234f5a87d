package io.sbc.core.directory;

/**
 * What digest authentication needs of a set-side password, and all that is stored of it: H(user ":" realm ":" password)
 * in lower-case hex (RFC 7616 §3.4.2). Prints nothing of it.
 *
 * @param realm the realm that both values were computed for
 */
public record DigestHa1(String realm, String md5, String sha256) {

    @Override
    public String toString() {
        return "DigestHa1[realm=" + realm + ", ***]";
    }
}
