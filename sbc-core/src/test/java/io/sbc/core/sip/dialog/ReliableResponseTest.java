package io.sbc.core.sip.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RSeq and RAck (RFC 3262 §7). */
class ReliableResponseTest {

    private static final CSeq INVITE = new CSeq(314159, SipMethod.INVITE);

    private static Optional<ReliableResponse> read(int status, String require, String rseq) {
        SipResponse.Builder response = SipResponse.builder(status, "x").set(HeaderName.CSEQ, INVITE);
        if (!require.isEmpty()) {
            response.set(HeaderName.REQUIRE, require);
        }
        return ReliableResponse.of(response.set(ReliableResponse.RSEQ, rseq).build());
    }

    private static Optional<ReliableResponse> acknowledged(String rack) {
        return ReliableResponse.acknowledgedBy(SipRequest.builder(SipMethod.PRACK, SipUri.of("a", "b.example"))
                .set(ReliableResponse.RACK, rack).build());
    }

    @Test
    void shouldReadWhatItWrites() {
        ReliableResponse response = read(183, "timer, 100REL", " 988789 ").orElseThrow();

        assertEquals(new ReliableResponse(988_789, INVITE), response);
        assertEquals("988789 314159 INVITE", response.toRAck());
        assertEquals(Optional.of(response), acknowledged(response.toRAck()));
        assertEquals(Optional.of(response), acknowledged("988789   314159\tINVITE"));
    }

    @ParameterizedTest
    @CsvSource({"100,100rel,1", "200,100rel,1", "180,timer,1", "180,'',1", "180,100rel,x", "180,100rel,-1",
        "180,100rel,4294967296", "180,100rel,99999999999"})
    void shouldTakeNothingElseForReliable(int status, String require, String rseq) {
        assertTrue(read(status, require, rseq).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 2", "1 2 ", "a 2 INVITE", "1 b INVITE", "1 2 INVITE x", "4294967296 1 INVITE",
        "1 4294967296 INVITE", "99999999999 1 INVITE"})
    void shouldTakeNothingElseForAnAcknowledgement(String rack) {
        assertTrue(acknowledged(rack).isEmpty());
    }
}
