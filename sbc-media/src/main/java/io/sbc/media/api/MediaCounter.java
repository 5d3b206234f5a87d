package io.sbc.media.api;

import io.sbc.base.CounterDescriptor;

/** What the media plane counts over all sessions since it started. */
public enum MediaCounter implements CounterDescriptor {
    RTP_RELAYED("sbc_media_rtp_packets_relayed_total", "RTP packets sent on to the other side"),
    RTCP_RELAYED(
            "sbc_media_rtcp_packets_relayed_total", "RTCP packets sent on to the other side"),
    AUTHENTICATION_FAILURES(
            "sbc_media_authentication_failures_total",
            "SRTP and SRTCP packets dropped because their tag did not verify"),
    DUPLICATES(
            "sbc_media_srtp_duplicates_total",
            "SRTP packets dropped as copies of what came within the last 16 packets"),
    REPLAYS(
            "sbc_media_replays_total",
            "SRTP packets dropped because they were seen longer ago or are too old, and SRTCP packets that were seen before"),
    WRONG_SOURCE(
            "sbc_media_wrong_source_total",
            "packets dropped because they came from an address not the peer's"),
    MALFORMED(
            "sbc_media_malformed_total",
            "packets dropped because they are neither RTP nor RTCP"),
    RTCP_MALFORMED(
            "sbc_media_rtcp_malformed_total",
            "RTCP packets dropped because they broke the rules of their form; among the malformed"),
    RTCP_MADE(
            "sbc_media_rtcp_made_total",
            "RTCP packets made for peers that send none"),
    ONE_WAY_VERDICTS(
            "sbc_media_one_way_total",
            "times a peer that should have sent was not heard while the other one was"),
    SILENCE_VERDICTS(
            "sbc_media_silence_total",
            "times a peer that should have sent was not heard, nor was the other one"),
    POOR_SESSIONS(
            "sbc_media_poor_sessions_total",
            "ended media sessions in which a direction had a mean MOS below 3.6"),
    UNEXPECTED(
            "sbc_media_unexpected_total",
            "packets dropped because no plan allows them: no answer yet, or on hold"),
    SEND_FAILURES(
            "sbc_media_send_failures_total",
            "packets the operating system did not take"),
    PROTECT_FAILURES(
            "sbc_media_protect_failures_total",
            "packets dropped because sending them would use a packet index again, or the key is used up"),
    ADDRESSES_LEARNED(
            "sbc_media_addresses_learned_total",
            "times a peer's packets proved another address"),
    ROLLOVERS_RESOLVED(
            "sbc_media_rollovers_resolved_total",
            "times a peer's rollover counter had to be found by trial"),
    LIMITED(
            "sbc_media_limited_total",
            "packets dropped because they were longer or came faster than one peer may send"),
    ADDRESSES_REFUSED(
            "sbc_media_addresses_refused_total",
            "times a peer was at an address that media must not go to, by its SDP or its packets"),
    KEY_LIFETIMES(
            "sbc_media_key_lifetimes_total",
            "times little or nothing was left of what an SRTP key may protect"),
    PORTS_EXHAUSTED(
            "sbc_media_ports_exhausted_total",
            "media sessions or further streams refused because every port of the range is held or rests: widen media.ports"),
    SESSIONS_OPENED(
            "sbc_media_sessions_opened_total",
            "media sessions opened"),
    SESSIONS_CLOSED(
            "sbc_media_sessions_closed_total",
            "media sessions closed"),
    OPENS_REFUSED(
            "sbc_media_opens_refused_total",
            "media sessions or further streams refused"),
    MEDIA_TIMEOUTS(
            "sbc_media_timeouts_total",
            "media sessions in which nobody sent for the configured time"),
    COMMANDS_REFUSED(
            "sbc_media_commands_refused_total",
            "commands refused because a queue was full or the plane closed"),
    UNKNOWN_SESSIONS(
            "sbc_media_unknown_sessions_total",
            "commands for a session that is not open"),
    EVENTS_REFUSED(
            "sbc_media_events_refused_total",
            "events that their owner did not take, or that found no room"),
    FAULTS(
            "sbc_media_faults_total",
            "faults of our own while media was handled; each is in the log");

    private final String metric;
    private final String help;

    MediaCounter(String metric, String help) {
        this.metric = metric;
        this.help = help;
    }

    @Override
    public String metric() {
        return metric;
    }

    @Override
    public String help() {
        return help;
    }
}
