package io.sbc.kit.pbx;

import io.sbc.kit.sip.NextHop;
import io.sbc.kit.sip.SipNode;
import io.sbc.kit.sip.SipTransport;
import gov.nist.javax.sip.message.SIPRequest;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** The bindings of the PBX (RFC 3261 §10.3). Written on the agent thread, read by any. */
final class PbxRegistrar {
    private static final int CONTACTS_PER_EXTENSION = 8;

    private final SipNode node;
    private final int maximumSeconds;
    private final LongSupplier nanoClock;
    private final Map<String, List<PbxBinding>> bindings = new ConcurrentHashMap<>();

    PbxRegistrar(SipNode node, int maximumSeconds, LongSupplier nanoClock) {
        this.node = node;
        this.maximumSeconds = maximumSeconds;
        this.nanoClock = nanoClock;
    }

    /** What is registered and not expired, newest first. */
    List<PbxBinding> of(String number) {
        long now = nanoClock.getAsLong();
        return bindings.getOrDefault(number, List.of())
                .stream()
                .filter(binding -> binding.untilNanos() - now > 0)
                .toList();
    }

    /** The flow of whoever registered this very URI. */
    Optional<NextHop> flowTo(String contactUri) {
        return bindings.values()
                .stream()
                .flatMap(List::stream)
                .filter(binding -> binding.contactUri().equals(contactUri))
                .findFirst()
                .flatMap(PbxBinding::flow);
    }

    /** Takes an authenticated REGISTER and makes its 200. */
    Response register(String number, Request request) throws ParseException {
        ListIterator<?> contacts = request.getHeaders(ContactHeader.NAME);
        ExpiresHeader common = (ExpiresHeader) request.getHeader(ExpiresHeader.NAME);
        while (contacts.hasNext()) {
            ContactHeader contact = (ContactHeader) contacts.next();
            if (contact.isWildCard()) {
                bindings.remove(number);
            } else {
                int asked = contact.getExpires() >= 0
                        ? contact.getExpires()
                        : common == null ? maximumSeconds : common.getExpires();
                bind(number, contact, Math.min(asked, maximumSeconds), request);
            }
        }
        Response response = node.messages().createResponse(Response.OK, request);
        long now = nanoClock.getAsLong();
        for (PbxBinding binding : of(number)) {
            // Rounded up: a binding of 0 seconds would be one that is gone.
            long seconds = TimeUnit.NANOSECONDS.toSeconds(binding.untilNanos() - now + 999_999_999);
            response.addHeader(node.header("Contact", "<" + binding.contactUri() + ">;expires=" + seconds));
        }
        return response;
    }

    private void bind(String number, ContactHeader contact, int seconds, Request request) {
        String uri = contact.getAddress().getURI().toString();
        List<PbxBinding> kept = new ArrayList<>(of(number));
        kept.removeIf(binding -> binding.contactUri().equals(uri));
        if (seconds > 0) {
            kept.addFirst(new PbxBinding(number, uri, flowOf(request),
                    nanoClock.getAsLong() + TimeUnit.SECONDS.toNanos(seconds),
                    ((CallIdHeader) request.getHeader(CallIdHeader.NAME)).getCallId(),
                    ((CSeqHeader) request.getHeader(CSeqHeader.NAME)).getSeqNumber()));
        }
        while (kept.size() > CONTACTS_PER_EXTENSION) {
            kept.removeLast();
        }
        bindings.put(number, List.copyOf(kept));
    }

    /** A TLS client is reached over its own connection; over UDP and TCP the Contact says where. */
    private static Optional<NextHop> flowOf(Request request) {
        SipTransport transport = SipTransport.of(((ViaHeader) request.getHeader(ViaHeader.NAME)).getTransport());
        SIPRequest received = (SIPRequest) request;
        return transport == SipTransport.TLS
                ? Optional.of(new NextHop(transport, new InetSocketAddress(received.getPeerPacketSourceAddress(),
                        received.getPeerPacketSourcePort())))
                : Optional.empty();
    }
}
