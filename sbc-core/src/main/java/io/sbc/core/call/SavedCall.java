package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.medialink.SavedMedia;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.MediaNote;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.sdp.negotiate.MediaNegotiation;
import io.sbc.core.octets.Fields;
import io.sbc.media.api.MediaQuality;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The record of a live call: all that another process needs to go on with it (lesson 13). It is of a call that talks: an offer that
 * is under way is not in it, so a call that ends amid one falls back to what was agreed before.
 *
 * @param savedMillis wall clock
 * @param acknowledged false: the answer is out, but whether the caller has it is not known; such a call cannot be gone on with
 * @param urgent an emergency call
 * @param device whose call it is
 * @param callerDomain the domain of the caller's side, {@code calleeDomain} of the other
 * @param agreed descriptions and keys
 * @param media where the streams stand
 */
record SavedCall(long savedMillis, boolean acknowledged, boolean urgent, DeviceId device, Side callerSide,
        String callerDomain,
        String calleeDomain, Facts facts, SavedLeg caller, SavedLeg callee, MediaNegotiation agreed,
        SavedMedia media) {

    static final String LOST = "lost-in-restart";

    /** What log and call record tell; see {@code CallRecord}. */
    record Facts(String id, String callId, String otherCallId, String caller, String callee, long startedMillis,
            long answeredMillis, int status, String setCrypto, String icpCrypto) {}

    /**
     * The last record of a call that does not go on.
     *
     * @param user the device's; empty when it is gone
     */
    CallRecord lost(String user, long nowMillis, String why) {
        return new CallRecord(facts.id, facts.callId, facts.otherCallId, user, callerSide, facts.caller, facts.callee,
                facts.startedMillis, OptionalLong.of(facts.answeredMillis), OptionalLong.of(savedMillis), facts.status,
                LOST, facts.setCrypto, facts.icpCrypto, Optional.empty(), MediaQuality.NONE,
                List.of(new MediaNote(nowMillis, "set", LOST, why)));
    }

    void write(OctetWriter to) {
        to.number(savedMillis);
        Fields.flag(to, acknowledged);
        Fields.flag(to, urgent);
        to.number(device.value());
        Fields.flag(to, callerSide == Side.SET);
        to.text(callerDomain).text(calleeDomain);
        to.text(facts.id).text(facts.callId).text(facts.otherCallId).text(facts.caller).text(facts.callee)
                .number(facts.startedMillis).number(facts.answeredMillis).number(facts.status)
                .text(facts.setCrypto).text(facts.icpCrypto);
        caller.write(to);
        callee.write(to);
        agreed.write(to);
        media.write(to);
    }

    /** @throws RuntimeException when it is no such record */
    static SavedCall read(OctetReader from, CallParameters parameters) {
        return new SavedCall(from.number(), Fields.flag(from), Fields.flag(from), new DeviceId(from.number()),
                Fields.flag(from) ? Side.SET : Side.ICP, from.text(), from.text(),
                new Facts(from.text(), from.text(), from.text(), from.text(), from.text(), from.number(),
                        from.number(), Math.toIntExact(from.number()), from.text(), from.text()),
                SavedLeg.read(from), SavedLeg.read(from),
                MediaNegotiation.read(from, parameters.setRtpSecurity(), parameters.icpRtpSecurity(),
                        parameters.agent()),
                SavedMedia.read(from));
    }
}
