package io.sbc.core.capture;

import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.WireTap;
import java.util.ArrayList;
import java.util.List;

/** Shows messages to those that want them; to nobody, as a rule, which costs a look at an empty list. Thread-safe. */
public final class SipTap implements WireTap {

    private volatile List<SipSink> sinks = List.of();

    synchronized void add(SipSink sink) {
        List<SipSink> more = new ArrayList<>(sinks);
        more.add(sink);
        sinks = List.copyOf(more);
    }

    synchronized void remove(SipSink sink) {
        sinks = sinks.stream().filter(each -> !each.equals(sink)).toList();
    }

    @Override
    public void received(Flow flow, SipMessage message) {
        List<SipSink> now = sinks;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).onMessage(flow, message, false);
        }
    }

    @Override
    public void malformed(Flow flow, byte[] octets) {
        sinks.forEach(sink -> sink.onMalformed(flow, octets));
    }

    @Override
    public void sent(Flow flow, SipMessage message) {
        List<SipSink> now = sinks;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).onMessage(flow, message, true);
        }
    }

    /** Two Call-IDs are legs of one call: for {@code CallRecords.watchLegs}. */
    public void legs(String callId, String otherCallId) {
        sinks.forEach(sink -> sink.onLegs(callId, otherCallId));
    }
}
