package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import gov.nist.core.CommonLogger;
import gov.nist.core.StackLogger;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our reading of messages against that of jain-sip-ri, which shares no code with us. */
class SipDifferentialTest {

    /** Messages of RFC 4475 on which the two differ, and why. The RFC calls all but {@code baddate} invalid, and so do we. */
    private static final Map<String, String> EXPLAINED = Map.ofEntries(
            Map.entry("badaspec refused by us", "§3.1.2.14: spaces in the URI of To, which they strip"),
            Map.entry("baddate taken by us", "§3.1.2.12: no server needs the Date; we do not read it, they do"),
            Map.entry("baddn refused by us",
                    "§3.1.2.15: a display name that needs quotes and has none; they take any text"),
            Map.entry("badvers refused by us",
                    "§3.1.2.16: SIP/7.0 is 505 for us; their parser leaves that to the stack"),
            Map.entry("escruri refused by us", "§3.1.2.11: a Request-URI with headers, which they keep"),
            Map.entry("insuf refused by us", "§3.3.1: no Call-ID, From or To; their stack looks for them later"),
            Map.entry("lwsstart refused by us", "§3.1.2.9: two spaces in the request line, which they skip"),
            Map.entry("mcl01 refused by us",
                    "§3.3.9: two lengths of which they take the last: how requests are smuggled"),
            Map.entry("mismatch01 refused by us",
                    "§3.1.2.17: the CSeq names another method; their stack compares later"),
            Map.entry("mismatch02 refused by us", "§3.1.2.18: the same with an unknown method"),
            Map.entry("multi01 refused by us", "§3.3.8: From, To, Call-ID twice, of which they take the last"),
            Map.entry("trws refused by us", "§3.1.2.10: a space behind SIP/2.0, which they strip"));

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

    private static SIPMessage other(byte[] wire) throws ParseException {
        return new StringMsgParser().parseSIPMessage(wire, true, false, (e, message, header, text, whole) -> {
            throw e;
        });
    }

    @Test
    void shouldReadWellFormedRequestsAlike() throws ParseException {
        for (long seed = 1; seed <= 2000; seed++) {
            String text = new RandomSip(seed).request();
            byte[] wire = text.getBytes(StandardCharsets.UTF_8);

            SipRequest ours = assertInstanceOf(SipRequest.class, Messages.parsed(wire));

            assertEquals(facts((SIPRequest) other(wire)), facts(ours), () -> text);
        }
    }

    @Test
    void shouldWriteWhatItReadInEverySpelling() {
        for (long seed = 1; seed <= 2000; seed++) {
            byte[] wire = new RandomSip(seed).request().getBytes(StandardCharsets.UTF_8);
            SipRequest request = assertInstanceOf(SipRequest.class, Messages.parsed(wire));

            assertArrayEquals(wire, request.toBytes());
            assertEquals(Optional.of(request.from()), NameAddr.parse(request.from().toString()));
            assertEquals(Optional.of(request.topmostVia()), Via.parse(request.topmostVia().toString()));
            assertEquals(request.sipRequestUri(), request.sipRequestUri().map(uri -> io.sbc.core.sip.message.SipUri
                    .parse(uri.toString()).orElseThrow()));
        }
    }

    @Test
    void shouldDifferOnTortureMessagesOnlyWhereKnown() {
        Set<String> different = new TreeSet<>();
        SipTortureRfc4475Test.verdicts().map(arguments -> (String) arguments.get()[0]).forEach(name -> {
            boolean ours = Messages.parse(Messages.torture(name)) instanceof ParseResult.Parsed;
            boolean theirs;
            try {
                theirs = other(Messages.torture(name)) != null;
            } catch (ParseException | RuntimeException e) {
                theirs = false;
            }
            if (ours != theirs) {
                different.add(name + (ours ? " taken by us" : " refused by us"));
            }
        });

        assertEquals(new TreeSet<>(EXPLAINED.keySet()), different);
    }

    private static List<String> facts(SipRequest request) {
        List<String> facts = new ArrayList<>();
        facts.add(request.method().name());
        facts.add(parts(request.sipRequestUri().orElseThrow()));
        for (NameAddr address : List.of(request.from(), request.to(), request.contacts().getFirst())) {
            facts.add(address.displayName());
            facts.add(parts(address.sipUri().orElseThrow()));
            facts.add(address.parameters().get("tag").orElse("-") + address.parameters().get("expires").orElse("-"));
        }
        facts.add(request.callId());
        facts.add(request.cseq().toString());
        facts.add("" + request.maxForwards().orElse(-1));
        for (String value : request.headers(HeaderName.VIA)) {
            Via via = Via.parse(value).orElseThrow();
            facts.add(via.transport() + ' ' + via.host() + ' ' + via.port() + ' ' + via.branch().orElse("-")
                    + via.parameters().get("received").orElse("-"));
        }
        facts.add(String.join("|", request.headers(HeaderName.SUPPORTED)));
        return facts;
    }

    private static String parts(io.sbc.core.sip.message.SipUri uri) {
        return uri.secure() + " " + uri.user() + " " + uri.host() + " " + uri.port() + " "
                + uri.parameters().get("transport").orElse("-") + uri.parameters().has("lr");
    }

    private static List<String> facts(SIPRequest request) {
        List<String> facts = new ArrayList<>();
        facts.add(request.getMethod());
        facts.add(parts((SipUri) request.getRequestURI()));
        var contact = (gov.nist.javax.sip.header.Contact) request.getContactHeaders().getFirst();
        for (var header : List.of((gov.nist.javax.sip.header.AddressParametersHeader) request.getFrom(),
                (gov.nist.javax.sip.header.AddressParametersHeader) request.getTo(), contact)) {
            String name = header.getAddress().getDisplayName();
            facts.add(name == null ? "" : name.trim().replace("\\\"", "\""));
            facts.add(parts((SipUri) header.getAddress().getURI()));
            facts.add(dash(header.getParameter("tag")) + dash(header.getParameter("expires")));
        }
        facts.add(request.getCallId().getCallId());
        facts.add(request.getCSeq().getSeqNumber() + " " + request.getCSeq().getMethod());
        facts.add("" + request.getMaxForwards().getMaxForwards());
        for (Object each : request.getViaHeaders()) {
            var via = (gov.nist.javax.sip.header.Via) each;
            facts.add(via.getTransport() + ' ' + via.getHost() + ' ' + Math.max(via.getPort(), 0) + ' '
                    + dash(via.getBranch()) + dash(via.getReceived()));
        }
        List<String> supported = new ArrayList<>();
        request.getHeaders("Supported").forEachRemaining(
                header -> supported.add(((javax.sip.header.SupportedHeader) header).getOptionTag()));
        facts.add(String.join("|", supported));
        return facts;
    }

    private static String parts(SipUri uri) {
        return uri.isSecure() + " " + (uri.getUser() == null ? "" : uri.getUser()) + " " + uri.getHost() + " "
                + Math.max(uri.getPort(), 0) + " " + dash(uri.getTransportParam()) + uri.hasParameter("lr");
    }

    private static String dash(String text) {
        return text == null ? "-" : text.trim();
    }
}
