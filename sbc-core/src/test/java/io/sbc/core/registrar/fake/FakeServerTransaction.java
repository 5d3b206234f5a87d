package io.sbc.core.registrar.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Flow;
import java.util.Optional;

/** A phone's request and the one answer to it. */
public final class FakeServerTransaction implements ServerTransaction {

    private final SipRequest request;
    private final Flow flow;
    private Optional<SipResponse> response = Optional.empty();

    public FakeServerTransaction(SipRequest request, Flow flow) {
        byte[] bytes = request.toBytes();
        this.request = assertInstanceOf(SipRequest.class, assertInstanceOf(ParseResult.Parsed.class,
                SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT)).message());
        this.flow = flow;
    }

    @Override
    public SipRequest request() {
        return request;
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public void respond(SipResponse answer) {
        assertEquals(Optional.empty(), response.map(SipResponse::status), "answered twice");
        byte[] bytes = answer.toBytes();
        response = Optional.of(assertInstanceOf(SipResponse.class, assertInstanceOf(ParseResult.Parsed.class,
                SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT)).message()));
    }

    public boolean isAnswered() {
        return response.isPresent();
    }

    public SipResponse response() {
        return response.orElseThrow(() -> new AssertionError("no answer yet"));
    }
}
