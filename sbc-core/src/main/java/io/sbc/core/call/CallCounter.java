package io.sbc.core.call;

import io.sbc.base.CounterDescriptor;

/** What is counted about calls. */
public enum CallCounter implements CounterDescriptor {
    STARTED("sbc_calls_started_total", "An INVITE was accepted for routing"),
    ANSWERED("sbc_calls_answered_total",
            "A call was answered with 2xx"),
    REFUSED("sbc_calls_refused_total",
            "An INVITE outside a dialog was refused before it became a call"),
    CHALLENGED(
            "sbc_calls_challenged_total",
            "An INVITE was answered with a digest challenge"),
    LIMIT_REACHED(
            "sbc_calls_limit_reached_total",
            "An INVITE met calls.maximum"),
    MEDIA_REFUSED("sbc_calls_media_refused_total",
            "A call could not have the media ports that it needs"),
    NOT_ACCEPTABLE(
            "sbc_calls_not_acceptable_total",
            "An offer or answer did not fit the RTP security or was malformed"),
    NEXT_TARGET(
            "sbc_calls_next_target_total",
            "A call went on to its next target after the one before failed"),
    REDIRECTED(
            "sbc_calls_redirected_total",
            "A redirection (3xx) of a PBX was followed"),
    ELSEWHERE(
            "sbc_calls_elsewhere_total",
            "A phone stopped ringing because the call was answered elsewhere"),
    PRACK_MISSING(
            "sbc_calls_prack_missing_total",
            "A reliable provisional response was not acknowledged in 64*T1"),
    ANSWER_CORRECTED(
            "sbc_calls_answer_corrected_total",
            "A caller that had acknowledged the answer of one fork was offered what another one answered"),
    REFRESHED(
            "sbc_calls_refreshed_total",
            "A session was to be refreshed by us (RFC 4028)"),
    REKEYED(
            "sbc_calls_rekeyed_total",
            "A re-INVITE of ours brought another SRTP key, since the one before had protected most of what it may"),
    SESSION_EXPIRED(
            "sbc_calls_session_expired_total",
            "A call was ended because its session was not refreshed in time"),
    FORK_ENDED(
            "sbc_calls_fork_ended_total",
            "A second 2xx of a forked INVITE was acknowledged and ended by BYE"),
    GHOST_ENDED(
            "sbc_calls_ghost_ended_total",
            "A PBX address that had been given up accepted the INVITE after all and was sent BYE"),
    ACK_MISSING(
            "sbc_calls_ack_missing_total",
            "A 2xx was not acknowledged in 64*T1"),
    ANSWER_TIMEOUT(
            "sbc_calls_answer_timeout_total",
            "A party did not answer in calls.answer-timeout"),
    MEDIA_TIMEOUT(
            "sbc_calls_media_timeout_total",
            "A call was ended because nobody sent media"),
    RENEGOTIATED(
            "sbc_calls_renegotiated_total",
            "A re-INVITE or UPDATE changed the media of a call"),
    NO_DIALOG(
            "sbc_calls_no_dialog_total",
            "A request or ACK named a dialog that does not exist"),
    INTRUDER(
            "sbc_calls_intruder_total",
            "A request inside a dialog came over a flow that does not own it"),
    FAULT(
            "sbc_calls_fault_total",
            "A call was ended by a fault of ours");

    private final String metric;
    private final String help;

    CallCounter(String metric, String help) {
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
