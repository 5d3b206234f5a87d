package io.sbc.media.quality;

import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import java.net.InetSocketAddress;
import java.time.Instant;

/** A finding in the words of somebody who has to mend it. Pure functions. */
final class VerdictWords {

    private VerdictWords() {}

    /**
     * @param ours where we told the peer to send its RTP to
     * @param restored whether the SBC was started again in the midst of the call
     */
    static String of(SilenceWatch.Finding finding, MediaSide side, InetSocketAddress ours, Moment now,
            boolean restored) {
        String peer = side == MediaSide.SET ? "the phone" : "the PBX";
        String address = ours.getAddress().getHostAddress() + ":" + ours.getPort();
        String quiet = time(finding.quietNanos(), now);
        String since = finding.otherNanos() == MediaStats.NEVER
                ? "since the call was answered at " + time(finding.expectedNanos(), now)
                : "since " + quiet;
        return switch (finding.cause()) {
            case NOTHING_CAME -> restored
                    ? "nothing has come from " + peer + " since " + quiet
                            + ", when the SBC had been started again amid the call: it stopped meanwhile, or sends elsewhere than to "
                            + address
                    : "nothing has come from " + peer + " " + since + ": a firewall in front of " + peer
                            + " drops RTP to " + address;
            case REPORTS_ONLY -> "RTCP comes from " + peer + " but no RTP since " + quiet
                    + ": it is muted, or its codec pauses in silence, or it cannot record";
            case WRONG_ADDRESS -> "packets come to " + address
                    + " since " + quiet + ", but from another address than " + peer
                    + " signalled: a NAT that changes addresses, or a third party";
            case KEYS_DIFFER -> "packets of " + peer + " come but fail authentication since " + quiet
                    + ": keys differ";
            case PLAIN_FOR_SRTP -> peer + " sends plain RTP since " + quiet + " where SRTP was agreed";
            case STOPPED -> "nothing comes from " + peer + " since " + quiet
                    + ", though it was heard before: it lost its network, or sends elsewhere than to " + address;
            case STOPPED_AFTER_HOLD -> "audio of " + peer + " stopped after hold at "
                    + time(finding.otherNanos(), now) + " and has not come back since it was taken back at "
                    + time(finding.expectedNanos(), now);
            case STOPPED_AFTER_CHANGE -> "audio of " + peer + " stopped when media was negotiated anew at "
                    + time(finding.otherNanos(), now) + ": it did not follow, or sends elsewhere than to " + address;
        };
    }

    private static String time(long nanos, Moment now) {
        return Instant.ofEpochMilli(now.millisAt(nanos)).toString();
    }
}
