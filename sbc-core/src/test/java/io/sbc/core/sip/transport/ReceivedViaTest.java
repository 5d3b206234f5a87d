package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.sip.message.Via;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceivedViaTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # RFC 3261 §18.2.1: the same address needs nothing, another one or a name gets received
            SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK1   | 192.0.2.7 | SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK1
            SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1    | 192.0.2.7 | SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;received=192.0.2.7
            SIP/2.0/TCP phone.example.com;branch=z9hG4bK1| 192.0.2.7 | SIP/2.0/TCP phone.example.com;branch=z9hG4bK1;received=192.0.2.7
            # RFC 3581 §4: rport is filled in, and received comes with it
            SIP/2.0/UDP 192.0.2.7:5060;rport;branch=z9h  | 192.0.2.7 | SIP/2.0/UDP 192.0.2.7:5060;rport=40000;branch=z9h;received=192.0.2.7
            # what the peer claims is overwritten
            SIP/2.0/UDP 192.0.2.7;branch=z9h;received=1.2.3.4 | 192.0.2.7 | SIP/2.0/UDP 192.0.2.7;branch=z9h;received=192.0.2.7
            SIP/2.0/UDP 192.0.2.7;branch=z9h;rport=1     | 192.0.2.7 | SIP/2.0/UDP 192.0.2.7;branch=z9h;rport=40000;received=192.0.2.7
            # IPv6 in its several spellings
            SIP/2.0/TCP [2001:db8::1]:5060;branch=z9h    | 2001:db8:0:0:0:0:0:1 | SIP/2.0/TCP [2001:db8::1]:5060;branch=z9h
            SIP/2.0/TCP [2001:db8::2]:5060;branch=z9h    | 2001:db8::1 | SIP/2.0/TCP [2001:db8::2]:5060;branch=z9h;received=2001:db8:0:0:0:0:0:1
            SIP/2.0/TCP 10.0.0.1;branch=z9h              | 2001:db8::1 | SIP/2.0/TCP 10.0.0.1;branch=z9h;received=2001:db8:0:0:0:0:0:1
            """)
    void shouldWriteTheTrueSourceIntoTheVia(String via, String source, String expected) {
        InetSocketAddress from = new InetSocketAddress(InetAddress.ofLiteral(source), 40_000);

        assertEquals(Via.parse(expected).orElseThrow().toString(),
                ReceivedVia.complete(Via.parse(via).orElseThrow(), from).toString());
    }
}
