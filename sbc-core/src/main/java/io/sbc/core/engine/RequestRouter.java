package io.sbc.core.engine;

import io.sbc.core.Side;
import io.sbc.core.call.CallControl;
import io.sbc.core.call.PbxRoutes;
import io.sbc.core.call.Rejection;
import io.sbc.core.call.RejectionMapper;
import io.sbc.core.call.RequestChecks;
import io.sbc.core.registrar.Bindings;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.ServerTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Flow;
import java.util.List;
import java.util.Locale;
import io.sbc.core.subscription.RequestService;

/**
 * The core of one shard: takes requests to the registrar, to call control or to the service for
 * all others, and answers itself what concerns none of them.
 *
 * <table>
 * <caption>Who serves what</caption>
 * <tr><th></th><th>from the set side</th><th>from a PBX</th><th>from anyone else</th></tr>
 * <tr><td>REGISTER</td><td>registrar</td><td>405</td><td>403</td></tr>
 * <tr><td>with To tag</td><td colspan="3">the subscription that has the tag, else call control (403)</td></tr>
 * <tr><td>INVITE</td><td>call control</td><td>call control</td><td>call control (403)</td></tr>
 * <tr><td>OPTIONS</td><td>200 if registered, else 403</td><td>200</td><td>403</td></tr>
 * <tr><td>others</td><td>request service</td><td>request service</td><td>403</td></tr>
 * </table>
 */
public final class RequestRouter implements ServerTransactionUser {

    private static final HeaderName ACCEPT = HeaderName.of("Accept");
    private static final HeaderName ALLOW_EVENTS = HeaderName.of("Allow-Events");

    private final ShardContext shard;
    private final RegisterHandler registrar;
    private final CallControl calls;
    private final RequestService requests;
    private final Bindings bindings;
    private final PbxRoutes routes;
    private final RejectionMapper rejections;
    private final String agent;

    /** @param agent what Server says */
    public RequestRouter(ShardContext shard, RegisterHandler registrar, CallControl calls,
            RequestService requests, Bindings bindings, PbxRoutes routes, RejectionMapper rejections, String agent) {
        this.shard = shard;
        this.registrar = registrar;
        this.calls = calls;
        this.requests = requests;
        this.bindings = bindings;
        this.routes = routes;
        this.rejections = rejections;
        this.agent = agent;
    }

    @Override
    public void onRequest(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        SipMethod method = request.method();
        if (method.equals(SipMethod.REGISTER) && transaction.flow().side() == Side.SET) {
            registrar.onRegister(transaction);
        } else if (request.to().tag().isPresent()) {
            onRequestInDialog(transaction);
        } else if (method.equals(SipMethod.INVITE)) {
            calls.onInvite(transaction);
        } else if (isStranger(transaction.flow(), method)) {
            reject(transaction, new Rejection.Forbidden("stranger"));
        } else if (method.equals(SipMethod.OPTIONS)) {
            answerOptions(transaction);
        } else {
            requests.onRequest(transaction);
        }
    }

    private void onRequestInDialog(ServerTransaction transaction) {
        if (requests.owns(transaction.request())) {
            requests.onRequestInDialog(transaction);
        } else {
            calls.onRequestInDialog(transaction);
        }
    }

    /** From the ICP side only PBXs are heard; from the set side only the registered learn what we can do. */
    private boolean isStranger(Flow flow, SipMethod method) {
        return flow.side() == Side.ICP
                ? routes.bySource(flow.remote().getAddress()).isEmpty()
                : method.equals(SipMethod.OPTIONS) && bindings.onFlow(flow).isEmpty();
    }

    /** RFC 3261 §11.2, after the checks of §8.2.2: it is for us, so that a Max-Forwards of 0 is no matter. */
    private void answerOptions(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        if (!isOurScheme(request.requestUri())) {
            reject(transaction, new Rejection.UnsupportedUriScheme());
            return;
        }
        List<String> unknown = RequestChecks.unknownExtensions(request);
        if (!unknown.isEmpty()) {
            reject(transaction, new Rejection.BadExtension(unknown));
            return;
        }
        transaction.respond(SipResponse.to(request, 200).toTag(shard.newTag())
                .set(HeaderName.ALLOW, RejectionMapper.ALLOW).set(ACCEPT, RejectionMapper.SDP)
                .set(ALLOW_EVENTS, requests.allowedEvents())
                .set(HeaderName.SERVER, agent).build());
    }

    /** RFC 3261 §8.2.2.1. */
    private static boolean isOurScheme(String uri) {
        String scheme = uri.substring(0, Math.max(0, uri.indexOf(':'))).toLowerCase(Locale.ROOT);
        return scheme.equals("sip") || scheme.equals("sips") || scheme.equals("tel");
    }

    private void reject(ServerTransaction transaction, Rejection rejection) {
        transaction.respond(
                rejections.toResponse(transaction.request(), rejection, "").toTag(shard.newTag()).build());
    }

    @Override
    public void onAck(SipRequest ack, Flow flow) {
        calls.onAck(ack, flow);
    }

    @Override
    public void onCancel(ServerTransaction invite) {
        calls.onCancel(invite);
    }

    @Override
    public boolean mayCancel(ServerTransaction invite, Flow flow) {
        return flow.side() == Side.ICP || calls.mayCancel(invite, flow);
    }

    @Override
    public void onFailure(ServerTransaction transaction, TransactionFailure failure) {
        calls.onCancel(transaction);
    }

    /** Calls need not hear of it: their transactions on the flow did, and what is established goes on (lesson 8). */
    @Override
    public void onFlowClosed(Flow flow) {
        registrar.onFlowClosed(flow);
    }
}
