package io.sbc.kit.sip;

import java.text.ParseException;
import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/** What a phone or a PBX makes of SIP. All methods are called on the node's agent thread. */
public interface SipHandler {

    /**
     * A new request.
     *
     * @param transaction null for an ACK (RFC 3261 §17.1.1.3), else what answers
     */
    void onRequest(Request request, @Nullable ServerTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException;

    /** A response of a transaction of ours. */
    void onResponse(Response response, ClientTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException;

    /** A response without a transaction of ours, such as a repeated 2xx (RFC 3261 §16.7 step 10: a proxy hands it on). */
    default void onStrayResponse(Response response) throws SipException {}

    /** No answer in the transaction's time (RFC 3261 §17.1: timer B or F), or the transport failed. */
    void onTimeout(ClientTransaction transaction) throws SipException, ParseException, InvalidArgumentException;

    /** A connection ended. */
    void onFlowLost();
}
