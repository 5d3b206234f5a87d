package io.sbc.core.registrar;

import io.sbc.base.CounterDescriptor;

/** What the registrar counts. */
public enum RegistrarCounter implements CounterDescriptor {
    // @formatter:off
    REGISTERS("sbc_registers_total",
            "REGISTER requests from phones"),
    REGISTERS_ACCEPTED("sbc_registers_accepted_total",
            "REGISTER requests answered with 200"),
    ANSWERED_LOCALLY("sbc_registers_local_total",
            "Refreshes answered without asking the PBX"),
    CHALLENGES("sbc_register_challenges_total",
            "REGISTER requests without usable credentials, challenged"),
    WRONG_CREDENTIALS("sbc_register_wrong_credentials_total",
            "REGISTER requests with wrong credentials or unknown user"),
    STALE_NONCES("sbc_register_stale_nonces_total",
            "REGISTER requests whose nonce was old or used up"),
    REJECTED("sbc_registers_rejected_total",
            "REGISTER requests that were malformed, forbidden or against a limit"),
    OVERLOADED("sbc_registers_overloaded_total",
            "REGISTER requests answered with 503 because a limit of ours was reached"),
    UNANSWERED("sbc_registers_unanswered_total",
            "REGISTER requests answered with 503 because the PBX took too long"),
    BINDINGS_EXPIRED("sbc_bindings_expired_total",
            "Bindings that no phone refreshed"),
    BINDINGS_LOST("sbc_bindings_lost_total",
            "Bindings removed because their flow closed or the PBX has the device no longer"),
    UPSTREAM_REGISTERS("sbc_upstream_registers_total",
            "REGISTER requests sent to PBXs, those with credentials too"),
    UPSTREAM_ACCEPTED("sbc_upstream_registers_accepted_total",
            "Registrations that a PBX accepted"),
    UPSTREAM_REFUSED("sbc_upstream_registers_refused_total",
            "Registrations that a PBX refused"),
    UPSTREAM_UNANSWERED("sbc_upstream_registers_unanswered_total",
            "Registrations that no address of a PBX answered"),
    PACE_WAITS("sbc_upstream_pace_waits_total",
            "Pauses made so that a PBX gets no more REGISTERs in a second than it is to get"),
    RESTORED("sbc_registrations_restored_total",
            "Registrations at PBXs that were taken up again after a restart"),
    NOT_RESTORED("sbc_registrations_not_restored_total",
            "Saved registrations that were of no use any more: run out, or device, PBX or our address are others now"),
    SAVED("sbc_registrations_saved_total",
            "Registrations written to the store, removals too"),
    SAVES_FAILED("sbc_registration_saves_failed_total",
            "Batches that the store did not take; they are tried again"),
    SAVES_LOST("sbc_registration_saves_lost_total",
            "Registrations that were not written because too many waited, or the store failed to the end");
    // @formatter:on

    private final String metric;
    private final String help;

    RegistrarCounter(String metric, String help) {
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
