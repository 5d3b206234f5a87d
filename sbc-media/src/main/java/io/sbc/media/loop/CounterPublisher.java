package io.sbc.media.loop;

import io.sbc.base.Counters;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.relay.RelayCounters;

/** Adds what a loop has counted since the last time to the counters that everybody sees. One thread: the loop. */
final class CounterPublisher {

    private final RelayCounters counted;
    private final Counters<MediaCounter> published;
    private final long[] last = new long[MediaCounter.values().length];

    CounterPublisher(RelayCounters counted, Counters<MediaCounter> published) {
        this.counted = counted;
        this.published = published;
    }

    void publish() {
        publish(MediaCounter.RTP_RELAYED, counted.rtpRelayed);
        publish(MediaCounter.RTCP_RELAYED, counted.rtcpRelayed);
        publish(MediaCounter.AUTHENTICATION_FAILURES, counted.authenticationFailures);
        publish(MediaCounter.DUPLICATES, counted.duplicates);
        publish(MediaCounter.REPLAYS, counted.replays);
        publish(MediaCounter.WRONG_SOURCE, counted.wrongSource);
        publish(MediaCounter.MALFORMED, counted.malformed);
        publish(MediaCounter.UNEXPECTED, counted.unexpected);
        publish(MediaCounter.RTCP_MALFORMED, counted.rtcpMalformed);
        publish(MediaCounter.RTCP_MADE, counted.rtcpMade);
        publish(MediaCounter.SEND_FAILURES, counted.sendFailures);
        publish(MediaCounter.PROTECT_FAILURES, counted.protectFailures);
        publish(MediaCounter.ADDRESSES_LEARNED, counted.addressesLearned);
        publish(MediaCounter.ROLLOVERS_RESOLVED, counted.rolloversResolved);
        publish(MediaCounter.LIMITED, counted.limited);
        publish(MediaCounter.ADDRESSES_REFUSED, counted.addressesRefused);
        publish(MediaCounter.KEY_LIFETIMES, counted.keyLifetimes);
    }

    private void publish(MediaCounter counter, long value) {
        long delta = value - last[counter.ordinal()];
        if (delta > 0) {
            published.add(counter, delta);
            last[counter.ordinal()] = value;
        }
    }
}
