package io.sbc.admin.support;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text: by what stands around them ({@link #RULES}), by value, and by digest ({@link KnownSecrets}). Rather too much
 * than too little: that a value was there is still to be seen. Immutable; any thread.
 */
public final class Redactor {

    /** What stands for a secret. */
    static final String MASK = "***";

    private static final int TOKEN_MIN = 24;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{" + TOKEN_MIN + ",128}+");

    /** @param keep the groups before and after the secret, which stay */
    private record Rule(String kind, Pattern pattern, String keep) {}

    private static final List<Rule> RULES = List.of(
            rule("private key",
                    "-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|\\z)",
                    MASK),
            rule("media key", "(?i)(inline:)[A-Za-z0-9+/=]{8,}+", "$1" + MASK),
            rule("media key", "(?im)^([ \\t|]*k=(?:clear|base64|uri):)\\S++", "$1" + MASK),
            rule("media key", "(?i)(key-mgmt:\\s?mikey\\s)[A-Za-z0-9+/=]++", "$1" + MASK),
            rule("digest response",
                    "(?i)\\b((?:response|cnonce|rspauth)\\s{0,2}=\\s{0,2}\\\\?\")[^\"\\\\*]++", "$1" + MASK),
            rule("signature", "(?i)(oauth_(?:signature|token_secret|verifier)(?!_)\\W{1,4})[A-Za-z0-9%+/=._~-]++",
                    "$1" + MASK),
            rule("bearer", "(?i)(\\b(?:bearer|basic)\\s{1,2})(?=[^\\s\"]{0,200}[0-9+/=_.-])[A-Za-z0-9._~+/=-]{8,}+",
                    "$1" + MASK),
            rule("API key", "sbc_[0-9a-f]{16}_[A-Za-z0-9_-]{16,}+", MASK),
            rule("local key", "(local-)[0-9a-f]{32,}+", "$1" + MASK),
            rule("cookie", "(?i)(\\b(?:set-)?cookie2?\"?\\s?[:=]\\s?)[^\\r\\n]++", "$1" + MASK),
            rule("cookie", "(__(?:Host|Secure)-[A-Za-z0-9-]{1,40}=)[^;\\s\"]++", "$1" + MASK),
            rule("token", "(?i)(x-csrf-token\"?\\W{1,4})[A-Za-z0-9_-]++", "$1" + MASK),
            rule("token", "()eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]*+", MASK),
            rule("password in an address", "(?i)(\\b[a-z][a-z0-9+.-]{1,20}://[^\\s/:@\"']{0,200}:)[^\\s/@\"']++(?=@)",
                    "$1" + MASK),
            rule("password in an address", "(?i)(\\bsips?:[^\\s@:;<>\"]{1,200}:)[^\\s@;<>\"]++(?=@)", "$1" + MASK),
            rule("password",
                    // Not wrong-credentials and wrong-set-password: those are verdicts, and a sentence follows.
                    "(?i)((?<!\\bwrong-)(?<!\\bwrong-set-)(?:password|passwd|passphrase|secret|api[_-]?key|private[_-]?key|credentials|pwd|verifier"
                            + "|access[_-]?token|community)[\"'\\\\]{0,3}[ \\t]{0,4}[:=][ \\t]{0,4})"
                            + "(?![\"'\\\\]{0,2}(?:\\*{3}|true\\b|false\\b|null\\b))"
                            + "(?:\\\\?\"[^\"\\r\\n]{1,500}+|'[^'\\r\\n]{1,500}+|[^\\s,;&\"'}\\])]++)",
                    "$1" + MASK));

    private final SecretSearch known;
    private final Set<String> digests;

    public Redactor(KnownSecrets secrets) {
        known = new SecretSearch(secrets.values());
        digests = secrets.digests();
    }

    private static Rule rule(String kind, String pattern, String keep) {
        return new Rule(kind, Pattern.compile(pattern), keep);
    }

    /**
     * A text as it may be given away.
     *
     * @param removed how many secrets of each kind were found
     */
    public record Clean(String text, Map<String, Integer> removed) {

        public Clean {
            removed = Map.copyOf(removed);
        }
    }

    /** The text without its secrets. */
    public Clean clean(String text) {
        Map<String, Integer> removed = new TreeMap<>();
        String now = text;
        for (Rule rule : RULES) {
            now = replace(rule, now, removed);
        }
        return new Clean(withoutDigested(withoutKnown(now, removed), removed), removed);
    }

    private static String replace(Rule rule, String text, Map<String, Integer> removed) {
        Matcher matcher = rule.pattern.matcher(text);
        if (!matcher.find()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        do {
            matcher.appendReplacement(out, rule.keep);
            removed.merge(rule.kind, 1, Integer::sum);
        } while (matcher.find());
        return matcher.appendTail(out).toString();
    }

    private String withoutKnown(String text, Map<String, Integer> removed) {
        List<int[]> places = new ArrayList<>();
        known.search(text, (start, end) -> places.add(new int[]{start, end}));
        if (places.isEmpty()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (int[] place : places) {
            out.append(text, from, place[0]).append(MASK);
            from = place[1];
        }
        removed.merge("known secret", places.size(), Integer::sum);
        return out.append(text, from, text.length()).toString();
    }

    private String withoutDigested(String text, Map<String, Integer> removed) {
        if (digests.isEmpty()) {
            return text;
        }
        return TOKEN.matcher(text).replaceAll(match -> {
            if (!digests.contains(sha256(match.group()))) {
                return Matcher.quoteReplacement(match.group());
            }
            removed.merge("known token", 1, Integer::sum);
            return MASK;
        });
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
