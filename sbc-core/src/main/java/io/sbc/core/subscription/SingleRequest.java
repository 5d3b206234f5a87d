package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.call.PbxAuthorization;
import io.sbc.core.call.Rejection;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.registrar.Binding;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Destination;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request outside any dialog that makes none: MESSAGE, PUBLISH, a NOTIFY that nobody subscribed to. Towards the PBX it
 * goes to one of its nodes, towards a device to all phones that are registered as it: the first 2xx is the answer, else
 * the last refusal. On the shard.
 */
final class SingleRequest {

    private static final int MAX_FORWARDS = 70;

    /** Fields that only this kind of request has, and its body. */
    interface Content {

        void write(SipRequest.Builder request);

        /** Fields of the answer. */
        default void passBack(SipResponse answer, SipResponse.Builder back) {}
    }

    private final RequestEnvironment env;
    private final Route route;
    private final ServerTransaction asked;
    private final Content content;
    private int outstanding;
    private boolean answered;
    private @Nullable Rejection worst;

    SingleRequest(RequestEnvironment env, Route route, ServerTransaction asked, Content content) {
        this.env = env;
        this.route = route;
        this.asked = asked;
        this.content = content;
    }

    /** Sends it on. */
    void relay() {
        if (route.to() == Side.SET) {
            outstanding = route.bindings().size();
            route.bindings().forEach(this::toPhone);
            return;
        }
        outstanding = 1;
        Heading.towardsPbx(env, route, asked.request()).ifPresentOrElse(
                heading -> resolve(env, route, destinations -> send(heading, destinations)),
                () -> onRefusal(new Rejection.NotFound()));
    }

    /** The nodes of the PBX in the order to try them; told on the shard, later. */
    static void resolve(RequestEnvironment env, Route route, Consumer<List<Destination>> then) {
        env.routes().resolve(route.pbx(), env.shard(),
                hops -> then.accept(hops.stream().<Destination>map(hop -> hop).toList()));
    }

    private void toPhone(Binding binding) {
        send(Heading.towardsPhone(env, route, binding, asked.request()),
                List.of(new Destination.OverFlow(binding.flow())));
    }

    private void send(Heading heading, List<Destination> destinations) {
        SipRequest request = asked.request();
        SipMethod method = request.method();
        Sequence sequence = new Sequence();
        SipRequest.Builder onward = SipRequest.builder(method, heading.requestUri())
                .set(HeaderName.FROM, heading.from().withTag(env.shard().newTag())).set(HeaderName.TO, heading.to())
                .set(HeaderName.CALL_ID, env.shard().newCallId())
                .set(HeaderName.CSEQ, new CSeq(sequence.next(), method))
                .set(HeaderName.MAX_FORWARDS, request.maxForwards().orElse(MAX_FORWARDS) - 1)
                .set(HeaderName.USER_AGENT, env.policy().agent());
        heading.direct(onward);
        env.policy().pass(request, onward);
        content.write(onward);
        Optional<PbxAuthorization.Client> credentials = route.to() == Side.ICP
                ? Optional.of(env.authorization().of(route.device()))
                : Optional.empty();
        OutsideRequest.send(env, route.to(), credentials, sequence::next, onward.build(), destinations,
                new OutsideRequest.User() {

                    @Override
                    public void onAnswer(SipRequest sent, SipResponse response) {
                        if (response.isSuccess()) {
                            SingleRequest.this.onSuccess(response);
                        } else {
                            onRefusal(new Rejection.ByPeer(response));
                        }
                    }

                    @Override
                    public void onFailure(Rejection rejection) {
                        onRefusal(rejection);
                    }
                });
    }

    private void onSuccess(SipResponse response) {
        outstanding--;
        if (answered) {
            return;
        }
        answered = true;
        SipResponse.Builder back = SipResponse.to(asked.request(), response.status()).toTag(env.shard().newTag())
                .set(HeaderName.SERVER, env.policy().agent());
        TopologyPolicy.phrase(response.reasonPhrase()).ifPresent(back::reasonPhrase);
        env.policy().pass(response, back);
        content.passBack(response, back);
        asked.respond(back.build());
    }

    private void onRefusal(Rejection rejection) {
        outstanding--;
        boolean isFirst = worst == null;
        if (isFirst || rejection instanceof Rejection.ByPeer) { // a phone that said no tells more than one that is gone
            worst = rejection;
        }
        Rejection told = worst;
        if (outstanding == 0 && !answered && told != null) {
            answered = true;
            asked.respond(env.rejections().toResponse(asked.request(), told, route.domain(route.from()))
                    .toTag(env.shard().newTag()).build());
        }
    }

    /** CSeq numbers of one request and its repetitions with credentials. */
    private static final class Sequence {

        private long last;

        long next() {
            return ++last;
        }
    }
}
