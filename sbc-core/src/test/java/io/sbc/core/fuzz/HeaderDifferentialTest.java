package io.sbc.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.core.CommonLogger;
import gov.nist.core.StackLogger;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.message.Via;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * URIs, Via and To of the corpus, as they are and damaged, read by us and by jain-sip-ri. Where the two differ, the grammar
 * of RFC 3261 §25.1, written as regular expressions, is the judge, and one row of {@link Explained} has to say why; a row
 * that explains nothing is out of date.
 */
class HeaderDifferentialTest {

    private static final int MUTANTS = 60;
    private static final String REFUSED = "refused";

    private static final String HEX = "%[0-9A-Fa-f]{2}";
    private static final String UNRESERVED = "A-Za-z0-9\\-_.!~*'()";
    private static final String TOKEN = "[A-Za-z0-9\\-.!%*_+`'~]+";
    private static final String HOST = "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9.])?|\\[[0-9A-Fa-f:.]+])";
    private static final String USER = "(?:[" + UNRESERVED + "&=+$,;?/]|" + HEX + ")+";
    private static final String PASSWORD = "(?:[" + UNRESERVED + "&=+$,]|" + HEX + ")*";
    private static final String PARAMETER = "(?:[" + UNRESERVED + "\\[\\]/:&+$]|" + HEX + ")+";
    private static final String HEADER = "(?:[" + UNRESERVED + "\\[\\]/?:+$]|" + HEX + ")";
    private static final String BARE_URI = "(?i:sips?):(?:" + USER + "(?::" + PASSWORD + ")?@)?" + HOST
            + "(?::[0-9]+)?";
    private static final String SIP_URI = BARE_URI + "(?:;" + PARAMETER + "(?:=" + PARAMETER + ")?)*(?:\\?" + HEADER
            + "+=" + HEADER + "*(?:&" + HEADER + "+=" + HEADER + "*)*)?";
    /** §20: a comma, question mark or semicolon needs angle brackets. */
    private static final String UNBRACKETED = "(?i:sips?):(?:(?:[" + UNRESERVED + "&=+$/]|" + HEX + ")+(?::(?:["
            + UNRESERVED + "&=+$]|" + HEX + ")*)?@)?" + HOST + "(?::[0-9]+)?";
    private static final String OTHER_URI = "(?!(?i:sips?):)[A-Za-z][A-Za-z0-9+.-]*:(?:[" + UNRESERVED
            + ";/?:@&=+$,]|" + HEX + ")+";
    private static final String QUOTED = "\"(?:[^\"\\\\\\p{Cntrl}]|\\\\[\\x00-\\x7f])*\"";
    private static final String PARAMETERS = "(?:[ \t]*;[ \t]*" + TOKEN + "(?:[ \t]*=[ \t]*(?:" + TOKEN + "|" + HOST
            + "|" + QUOTED + "))?)*[ \t]*";

    /** What is read, and the grammar that it has. */
    private enum Kind {
        URI(SIP_URI, "INVITE ", "REGISTER ", "OPTIONS ", "BYE "),
        VIA("SIP/2\\.0/" + TOKEN + "[ \t]+" + HOST + "(?::[0-9]+)?" + PARAMETERS, "Via:", "v:"),
        TO("(?:(?:" + QUOTED + "|(?:" + TOKEN + "[ \t]+)*)[ \t]*<(?:" + SIP_URI + "|" + OTHER_URI + ")>|" + UNBRACKETED
                + "|(?!(?i:sips?):)[A-Za-z][A-Za-z0-9+.-]*:(?:[" + UNRESERVED + "/:@&=+$]|" + HEX + ")+)" + PARAMETERS,
                "To:", "t:");

        private final Pattern grammar;
        private final String[] names;

        Kind(String grammar, String... names) {
            this.grammar = Pattern.compile(grammar);
            this.names = names;
        }

        /** White space around a header value is no part of it; around a Request-URI nothing else may stand. */
        boolean isStrict(String text) {
            return grammar.matcher(this == URI ? text : text.strip()).matches();
        }

        List<String> seeds() {
            return Corpus.values(names).stream().map(value -> this == URI ? value.replace(" SIP/2.0", "") : value)
                    .toList();
        }
    }

    /** One input that the two read differently. */
    private record Difference(Kind kind, String text, String ours, String theirs) {

        boolean isStrict() {
            return kind.isStrict(text);
        }

        boolean weRefuse() {
            return ours.equals(REFUSED);
        }

        boolean theyRefuse() {
            return theirs.equals(REFUSED);
        }

        private boolean has(String regex) {
            return Pattern.compile(regex).matcher(text).find();
        }
    }

    /** Why they differ. The first row that fits counts. */
    private enum Explained {
        /** They stop reading at the first thing they do not know, or never look; we refuse what is not of the grammar. */
        OUTSIDE_THE_GRAMMAR_AND_REFUSED_BY_US(d -> !d.isStrict() && d.weRefuse()),
        /** RFC 3261 §7.3.1: a parameter must not come twice; which of two tags is meant, nobody can say. */
        SAME_PARAMETER_TWICE(d -> d.isStrict() && d.weRefuse() && d.has("(?i)[;?].*;")),
        /** Ports are 1 to 65535. */
        PORT_OUT_OF_RANGE(d -> d.isStrict() && d.weRefuse() && d.has(":0*(?:0|[0-9]{5,})(?:[^0-9]|$)")),
        /** A user part is compared octet by octet; phones dial what the grammar forbids there, {@code #} above all. */
        USER_PART_TAKEN_AS_IT_IS(d -> !d.isStrict() && d.theyRefuse() && d.kind != Kind.VIA && d.has("sips?:[^@]*@")),
        /** Values are kept as written up to the next semicolon: a branch or tag is copied, not understood. */
        PARAMETER_VALUE_TAKEN_AS_IT_IS(d -> !d.isStrict() && d.theyRefuse() && d.has(";[^;]*=")),
        /** What stands behind the question mark is kept and not read. */
        URI_HEADERS_NOT_READ(d -> !d.isStrict() && d.theyRefuse() && d.has("\\?")),
        /** Schemes that are not ours are kept whole, not understood. */
        OTHER_SCHEME_NOT_READ(d -> d.kind == Kind.TO && !d.has("(?i)(?:^|<)sips?:")),
        /** §20: without angle brackets every parameter is the header's, even one in front of an at sign. */
        NO_BRACKETS(d -> d.kind == Kind.TO && !d.has("<")),
        /** They keep the backslash of {@code \"} and its like; we undo the escape (§25.1 quoted-pair), spaces too. */
        ESCAPE_IN_DISPLAY_NAME(d -> d.kind == Kind.TO && d.has("^\\s*\"") && !d.weRefuse() && !d.theyRefuse()),
        /** They take an empty value for none. */
        EMPTY_VALUE(d -> (!d.isStrict() && d.has("=[ \t]*(?:;|$|>)")) || d.has("received[ \t]*(?:;|$)")),
        /** The grammar allows a parameter without value even where it makes no sense; they do not. */
        FLAG_WHERE_A_VALUE_IS_MEANT(
                d -> d.isStrict() && d.theyRefuse() && d.has("(?i);[ \t]*(?:branch|received|tag)[ \t]*(?:;|$)")),
        /** They read parameters of the user part as the URI's, and so the user as the host (RFC 4475 §3.1.1.6). */
        THEY_LOSE_THE_USER(d -> (d.kind == Kind.URI && d.has("[;,?/].*@")) || d.has(":[0-9]*@"));

        private final Predicate<Difference> rule;

        Explained(Predicate<Difference> rule) {
            this.rule = rule;
        }
    }

    @BeforeAll
    static void silence() {
        // Without it the other parser looks for log4j 1.x, which is not there.
        CommonLogger.useLegacyLogger = true;
        CommonLogger.legacyLogger = (StackLogger) Proxy.newProxyInstance(StackLogger.class.getClassLoader(),
                new Class<?>[]{StackLogger.class}, (proxy, method, arguments) -> {
                    Class<?> type = method.getReturnType();
                    return type == boolean.class ? (Object) false : type == int.class ? (Object) 0 : null;
                });
    }

    @Test
    void shouldDifferOnlyWhereExplained() {
        Set<Explained> used = EnumSet.noneOf(Explained.class);
        List<Difference> unexplained = new ArrayList<>();
        differences().forEach(difference -> {
            Optional<Explained> row = Stream.of(Explained.values()).filter(one -> one.rule.test(difference))
                    .findFirst();
            row.ifPresentOrElse(used::add, () -> unexplained.add(difference));
        });

        assertEquals(List.of(), unexplained.stream().limit(20).toList());
        assertEquals(EnumSet.allOf(Explained.class), used);
    }

    @Test
    void shouldReadAlikeWhatTheGrammarAllows() {
        SplittableRandom random = new SplittableRandom(2);
        int strict = 0;
        for (Kind kind : Kind.values()) {
            for (String value : kind.seeds()) {
                for (String text : mutants(value, random)) {
                    if (kind.isStrict(text) && !text.contains(";")
                            && !text.matches(".*:0*(?:0|[0-9]{5,})(?:[^0-9].*|$)")) {
                        strict++;
                        assertTrue(!ours(kind, text).equals(REFUSED), text);
                    }
                }
            }
        }
        assertTrue(strict > 500, "too few to say anything: " + strict);
    }

    private static List<Difference> differences() {
        SplittableRandom random = new SplittableRandom(1);
        List<Difference> differences = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (String value : kind.seeds()) {
                for (String text : mutants(value, random)) {
                    String ours = ours(kind, text);
                    String theirs = theirs(kind, text);
                    if (!ours.equals(theirs)) {
                        differences.add(new Difference(kind, text, ours, theirs));
                    }
                }
            }
        }
        return differences;
    }

    private static final String[] PIECES = {";", "=", ",", "<", ">", "\"", "\\", "@", ":", "%", "%41", " ", "\t", "[",
        "]",
        "::1", ";lr", ";tag=a", ";a=b", ";A=c", "?", "&", "sip:", "/", ".", "-", "0", "65536", "*", "#", "\u00e9"};

    private static List<String> mutants(String value, SplittableRandom random) {
        List<String> mutants = new ArrayList<>(List.of(value));
        while (mutants.size() < MUTANTS) {
            StringBuilder text = new StringBuilder(value);
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                int at = random.nextInt(text.length());
                String piece = PIECES[random.nextInt(PIECES.length)];
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, piece);
                    case 1 -> text.delete(at, at + 1 + random.nextInt(3));
                    default -> text.setCharAt(at, piece.charAt(0));
                }
            }
            mutants.add(text.append(text.isEmpty() ? "x" : "").toString());
        }
        return mutants;
    }

    // ---- what each of the two reads

    private static String ours(Kind kind, String text) {
        return read(() -> switch (kind) {
            case URI -> facts(SipUri.parse(text).orElseThrow());
            case VIA -> {
                Via via = Via.parse(text).orElseThrow();
                yield String.join(" ", via.transport(), lower(via.host()), "" + via.port(), via.branch().orElse("-"),
                        via.parameters().get("received").orElse("-"));
            }
            case TO -> {
                NameAddr address = NameAddr.parse(text).orElseThrow();
                yield address.displayName() + "|" + address.sipUri().map(HeaderDifferentialTest::facts).orElse("other")
                        + "|" + address.tag().orElse("-");
            }
        });
    }

    private static String theirs(Kind kind, String text) {
        return read(() -> switch (kind) {
            case URI -> facts(new StringMsgParser().parseSIPUrl(text));
            case VIA -> {
                ViaList list = (ViaList) StringMsgParser.parseSIPHeader("Via: " + text + "\n");
                gov.nist.javax.sip.header.Via via = (gov.nist.javax.sip.header.Via) list.getFirst();
                yield list.size() > 1
                        ? REFUSED
                        : String.join(" ", via.getTransport(), lower(via.getHost()), "" + Math.max(0, via.getPort()),
                                dash(via.getBranch()), dash(via.getReceived()));
            }
            case TO -> {
                To to = (To) StringMsgParser.parseSIPHeader("To: " + text + "\n");
                String name = to.getAddress().getDisplayName();
                String uri = to.getAddress().getURI() instanceof gov.nist.javax.sip.address.SipUri sip
                        ? facts(sip)
                        : "other";
                yield (name == null ? "" : name.trim().replace("\\\"", "\"")) + "|" + uri + "|" + dash(to.getTag());
            }
        });
    }

    /** Whatever they throw, and they throw much, is a refusal. */
    private static String read(Callable<String> reader) {
        try {
            return reader.call();
        } catch (Exception refusal) {
            return REFUSED;
        }
    }

    private static String facts(SipUri uri) {
        return uri.secure() + " " + uri.user() + " " + lower(uri.host()) + " " + uri.port() + " "
                + lower(uri.parameters().get("transport").orElse("-")) + uri.parameters().has("lr");
    }

    private static String facts(gov.nist.javax.sip.address.SipUri uri) {
        return uri.isSecure() + " " + (uri.getUser() == null ? "" : uri.getUser()) + " " + lower(uri.getHost()) + " "
                + Math.max(0, uri.getPort()) + " " + lower(dash(uri.getTransportParam())) + uri.hasParameter("lr");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String dash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
