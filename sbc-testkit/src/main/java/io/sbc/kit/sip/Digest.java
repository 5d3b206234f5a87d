package io.sbc.kit.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Digest authentication (RFC 7616, as RFC 3261 §22 and RFC 8760 use it): the sums, and the text of its headers. */
public final class Digest {

    private Digest() {}

    /** The algorithms of RFC 8760 §2.1 that the kit knows, strongest last. */
    public enum Algorithm {
        MD5("MD5", "MD5"),
        SHA_256("SHA-256", "SHA-256");

        private final String sipName;
        private final String jcaName;

        Algorithm(String sipName, String jcaName) {
            this.sipName = sipName;
            this.jcaName = jcaName;
        }

        /** As in the {@code algorithm} parameter. */
        public String sipName() {
            return sipName;
        }

        /** The algorithm of a challenge; MD5 when it names none (RFC 7616 §3.3); empty for one that we do not know. */
        public static Optional<Algorithm> of(Map<String, String> challenge) {
            String name = challenge.getOrDefault("algorithm", "MD5");
            for (Algorithm algorithm : values()) {
                if (algorithm.sipName.equalsIgnoreCase(name)) {
                    return Optional.of(algorithm);
                }
            }
            return Optional.empty();
        }

        String hash(String text) {
            try {
                byte[] sum = MessageDigest.getInstance(jcaName).digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(sum);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + jcaName, e);
            }
        }
    }

    /**
     * The value of an Authorization or Proxy-Authorization header that answers a challenge.
     *
     * @param challenge the parameters of the challenge
     * @param cnonce    used when the challenge asks for {@code qop=auth}
     * @param nonceCount how often this nonce has been used, this time included
     */
    public static String answer(Map<String, String> challenge, String user, String password, String method, String uri,
            String cnonce, int nonceCount) {
        Algorithm algorithm = Algorithm.of(challenge).orElseThrow();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("username", user);
        fields.put("realm", challenge.getOrDefault("realm", ""));
        fields.put("nonce", challenge.getOrDefault("nonce", ""));
        fields.put("uri", uri);
        fields.put("algorithm", algorithm.sipName());
        if (offersAuth(challenge)) {
            fields.put("qop", "auth");
            fields.put("nc", String.format(Locale.ROOT, "%08x", nonceCount));
            fields.put("cnonce", cnonce);
        }
        String opaque = challenge.get("opaque");
        if (opaque != null) {
            fields.put("opaque", opaque);
        }
        fields.put("response", response(algorithm, fields, password, method));
        return write(fields);
    }

    /**
     * Whether credentials prove the password.
     *
     * @param credentials the parameters of the Authorization header
     */
    public static boolean proves(Map<String, String> credentials, String password, String method) {
        return Algorithm.of(credentials)
                .map(algorithm -> response(algorithm, credentials, password, method))
                .filter(expected -> expected.equals(credentials.get("response")))
                .isPresent();
    }

    private static boolean offersAuth(Map<String, String> challenge) {
        for (String option : challenge.getOrDefault("qop", "").split(",", -1)) {
            if (option.trim().equals("auth")) {
                return true;
            }
        }
        return false;
    }

    /** RFC 7616 §3.4.1, with qop=auth or with none (RFC 2069). */
    private static String response(Algorithm algorithm, Map<String, String> fields, String password, String method) {
        String ha1 = algorithm.hash(
                fields.getOrDefault("username", "") + ":" + fields.getOrDefault("realm", "") + ":" + password);
        String ha2 = algorithm.hash(method + ":" + fields.getOrDefault("uri", ""));
        String nonce = fields.getOrDefault("nonce", "");
        if (!fields.containsKey("qop")) {
            return algorithm.hash(ha1 + ":" + nonce + ":" + ha2);
        }
        return algorithm
                .hash(String.join(":", ha1, nonce, fields.getOrDefault("nc", ""), fields.getOrDefault("cnonce", ""),
                        fields.getOrDefault("qop", ""), ha2));
    }

    /** Reads the parameters of {@code Digest a="b", c=d}; names in lower case, quotes taken off. */
    public static Map<String, String> parse(String header) {
        Map<String, String> fields = new LinkedHashMap<>();
        int at = header.indexOf(' ') + 1;
        while (at > 0 && at < header.length()) {
            int equals = header.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String name = header.substring(at, equals).trim().toLowerCase(Locale.ROOT);
            int from = equals + 1;
            int end;
            if (from < header.length() && header.charAt(from) == '"') {
                end = header.indexOf('"', from + 1);
                end = end < 0 ? header.length() : end;
                fields.put(name, header.substring(from + 1, end));
            } else {
                end = header.indexOf(',', from);
                end = end < 0 ? header.length() : end;
                fields.put(name, header.substring(from, end).trim());
            }
            int comma = header.indexOf(',', end);
            at = comma < 0 ? header.length() : comma + 1;
        }
        return fields;
    }

    /** Writes parameters, quoted where the grammar of RFC 3261 §25.1 wants quotes. */
    public static String write(Map<String, String> fields) {
        StringBuilder text = new StringBuilder("Digest ");
        String separator = "";
        for (Map.Entry<String, String> field : fields.entrySet()) {
            boolean token = switch (field.getKey()) {
                case "algorithm", "nc", "stale" -> true;
                // In a challenge qop is a quoted list, in credentials a token.
                case "qop" -> fields.containsKey("response");
                default -> false;
            };
            text.append(separator).append(field.getKey()).append('=');
            text.append(token ? field.getValue() : '"' + field.getValue() + '"');
            separator = ", ";
        }
        return text.toString();
    }
}
