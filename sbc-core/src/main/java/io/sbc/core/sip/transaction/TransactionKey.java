package io.sbc.core.sip.transaction;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.Via;
import java.util.Locale;

/**
 * What a message is matched by (RFC 3261 §17.1.3, §17.2.3). The branch is compared octet by octet: peers copy it. The
 * side is part of it, so that nobody on one side can meddle with transactions of the other.
 *
 * @param id branch; for requests of RFC 2543, which have no unique one, what identifies them by §17.2.3
 * @param sentBy of the topmost Via, lower case; empty for client transactions, where it is ours
 * @param method of the request that made the transaction: INVITE for an ACK
 */
record TransactionKey(Side side, String id, String sentBy, SipMethod method) {

    /** The same in every process, unlike that of constants: what is done for each of many is done in an order that can be had again. */
    @Override
    public int hashCode() {
        return 31 * (31 * id.hashCode() + sentBy.hashCode()) + side.ordinal();
    }

    /** Of the client transaction that a response is for. */
    static TransactionKey ofResponse(Side side, SipResponse response) {
        return new TransactionKey(side, response.topmostVia().branch().orElse(""), "", response.cseq().method());
    }

    /** Of a client transaction of ours. */
    static TransactionKey ofClient(Side side, String branch, SipMethod method) {
        return new TransactionKey(side, branch, "", method);
    }

    /** Of the server transaction that a request belongs to or makes. */
    static TransactionKey ofRequest(Side side, SipRequest request) {
        return ofServer(side, request, request.method().equals(SipMethod.ACK) ? SipMethod.INVITE : request.method());
    }

    /** Of the INVITE that a CANCEL is about (RFC 3261 §9.2). */
    static TransactionKey ofCancelled(Side side, SipRequest cancel) {
        return ofServer(side, cancel, SipMethod.INVITE);
    }

    private static TransactionKey ofServer(Side side, SipRequest request, SipMethod method) {
        Via via = request.topmostVia();
        String sentBy = via.host().toLowerCase(Locale.ROOT) + ':' + via.port();
        String id = via.branch().filter(branch -> branch.startsWith(Branch.COOKIE)).orElseGet(() -> oldId(request));
        return new TransactionKey(side, id, sentBy, method);
    }

    /** RFC 2543: all that must be equal, except the To tag, which differs between an INVITE and its ACK. */
    private static String oldId(SipRequest request) {
        return String.join("\n", request.requestUri(), request.callId(), fromTag(request),
                Long.toString(request.cseq().number()), request.topmostVia().toString());
    }

    private static String fromTag(SipMessage message) {
        return message.from().tag().orElse("");
    }
}
