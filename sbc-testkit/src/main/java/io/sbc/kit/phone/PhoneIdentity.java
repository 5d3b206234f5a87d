package io.sbc.kit.phone;

import io.sbc.kit.sip.SipNode;
import io.sbc.kit.sip.SipTransport;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sip.InvalidArgumentException;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;

/**
 * Who a phone is, in headers.
 *
 * @param domain     of the server, as in its address of record
 * @param instanceId the URN of its device (RFC 5626 §4.1)
 * @param userAgent  what it calls itself
 * @param tags       gives tags
 */
record PhoneIdentity(String user, String displayName, String domain, SipTransport transport, String instanceId,
        String userAgent, Supplier<String> tags) {

    String aor() {
        return "sip:" + user + "@" + domain;
    }

    String registrarUri() {
        return "sip:" + domain;
    }

    String uriOf(String number) {
        return "sip:" + number + "@" + domain;
    }

    private String contactUri(SipNode node) {
        String host = node.wire(transport).local().getAddress().getHostAddress();
        int port = node.wire(transport).local().getPort();
        return "sip:" + user + "@" + host + ":" + port + ";transport=" + transport.parameter();
    }

    /** The Contact of a dialog. */
    ContactHeader contact(SipNode node) throws ParseException {
        return (ContactHeader) node.header("Contact", "<" + contactUri(node) + ">");
    }

    /** The Contact of a registration. */
    ContactHeader registeredContact(SipNode node) throws ParseException {
        return (ContactHeader) node.header("Contact",
                "<" + contactUri(node) + ">;reg-id=1;+sip.instance=\"<" + instanceId + ">\"");
    }

    boolean isOurs(ContactHeader contact, SipNode node) {
        return contact.getAddress().getURI() instanceof SipURI uri && user.equals(uri.getUser())
                && uri.getPort() == node.wire(transport).local().getPort();
    }

    /** A request of ours outside of a dialog, without a Contact. */
    Request newRequest(SipNode node, String method, String requestUri, String to, String callId, long cseq)
            throws ParseException {
        try {
            URI target = node.addresses().createURI(requestUri);
            CallIdHeader id = node.headers().createCallIdHeader(callId);
            CSeqHeader sequence = node.headers().createCSeqHeader(cseq, method);
            String name = displayName.isEmpty() ? "" : "\"" + displayName + "\" ";
            FromHeader from = node.headers().createFromHeader(node.address(name + "<" + aor() + ">"), tags.get());
            ToHeader callee = node.headers().createToHeader(node.address("<" + to + ">"), null);
            List<ViaHeader> vias = new ArrayList<>(List.of(node.newVia(transport)));
            Request request = node.messages().createRequest(target, method, id, sequence, from, callee, vias,
                    node.headers().createMaxForwardsHeader(70));
            request.setHeader(node.header("User-Agent", userAgent));
            return request;
        } catch (InvalidArgumentException e) {
            throw new IllegalStateException("a header that cannot be", e);
        }
    }
}
