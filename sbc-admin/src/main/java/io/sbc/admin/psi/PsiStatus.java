package io.sbc.admin.psi;

import io.sbc.core.directory.Device;
import io.sbc.core.registrar.RegistrationBoard.Trouble;
import io.sbc.core.registrar.Registrations;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The status of a user or of one device.
 *
 * @param word as Zoom's administration has it: that of the enum, or {@code SIP error 403}
 * @param state for programs
 * @param description for people
 * @param sipStatus of the last error; 0 without one
 * @param atMillis wall clock of the last error; 0 without one
 */
public record PsiStatus(State state, String word, String description, int sipStatus, long atMillis) {

    /** What it may be. */
    public enum State {
        PENDING("Pending SIP credentials", "The SIP credentials of the user are not provisioned yet."),
        IDLE("Idle", "The SIP credentials are there, and no app has registered with them."),
        REGISTERED("Registered", "The app has registered, here and at the PBX."),
        ERROR("SIP error", "The last registration failed.");

        private final String word;
        private final String description;

        State(String word, String description) {
            this.word = word;
            this.description = description;
        }
    }

    private static PsiStatus of(State state) {
        return new PsiStatus(state, state.word, state.description, 0, 0);
    }

    /** Of one device. */
    public static PsiStatus of(Registrations.View view, SipStatusWords words) {
        Device device = view.device();
        if (view.isRegistered()) {
            return of(State.REGISTERED);
        }
        if (device.ha1().isPending() || device.icpSecret().reveal().isEmpty()) {
            return of(State.PENDING);
        }
        if (!device.enabled()) {
            return new PsiStatus(State.IDLE, State.IDLE.word, "The device is disabled.", 0, 0);
        }
        return view.trouble().map(trouble -> error(trouble, words)).orElseGet(() -> of(State.IDLE));
    }

    private static PsiStatus error(Trouble trouble, SipStatusWords words) {
        return new PsiStatus(State.ERROR, State.ERROR.word + ' ' + trouble.status(), words.of(trouble),
                trouble.status(), trouble.atMillis());
    }

    /** Of a user: registered if one of the devices is, else what went wrong last, else the best of the rest. */
    public static PsiStatus ofAll(List<PsiStatus> devices) {
        return first(devices, State.REGISTERED)
                .or(() -> devices.stream().filter(status -> status.state == State.ERROR)
                        .max(Comparator.comparingLong(PsiStatus::atMillis)))
                .or(() -> first(devices, State.IDLE)).orElseGet(() -> of(State.PENDING));
    }

    private static Optional<PsiStatus> first(List<PsiStatus> devices, State state) {
        return devices.stream().filter(status -> status.state == state).findFirst();
    }
}
