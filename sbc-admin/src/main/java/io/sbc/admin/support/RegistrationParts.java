package io.sbc.admin.support;

import io.sbc.core.directory.Device;
import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.recorder.Recording;
import io.sbc.core.registrar.RegistrationBoard.Standing;
import io.sbc.core.registrar.RegistrationBoard.Trouble;
import io.sbc.core.registrar.Registrations;
import io.sbc.core.registrar.Registrations.View;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Registrations: how every device stands, and of those in trouble the last attempts with what was wrong. */
public final class RegistrationParts {

    private static final int TROUBLED_MAX = 60;
    private static final int ATTEMPTS_OF_EACH = 3;
    private static final int REFUSED_MAX = 2_000;

    private final Supplier<Collection<Device>> devices;
    private final Registrations registrations;
    private final EdgeTroubles troubles;
    private final Function<String, List<Recording>> attempts;

    /**
     * @param devices of the directory, in memory
     * @param attempts of a set-side user, the newest first
     */
    public RegistrationParts(Supplier<Collection<Device>> devices, Registrations registrations, EdgeTroubles troubles,
            Function<String, List<Recording>> attempts) {
        this.devices = devices;
        this.registrations = registrations;
        this.troubles = troubles;
        this.attempts = attempts;
    }

    /** All of them. */
    public List<Part> parts() {
        return List.of(new Part("registrations/devices.txt", "every device that is known here or at its PBX", this::all),
                new Part("registrations/attempts.txt", "the last attempts of devices in trouble, with verdicts",
                        this::attempts),
                new Part("registrations/refused-before.txt", "TLS failures and what the guard refused, by source",
                        this::refused));
    }

    private void all(PartText out) {
        devices.get().stream().map(registrations::of).filter(View::isKnown)
                .sorted(Comparator.comparing(view -> view.device().setUser())).takeWhile(_ -> !out.isFull())
                .forEach(view -> out.boundedLine(line(view)));
    }

    private static String line(View view) {
        Device device = view.device();
        return "%s  %s  %s at %s: %s  phones [%s]  %s".formatted(device.setUser(), device.email(),
                device.enabled() ? "enabled" : "disabled", device.icp(),
                view.icp().map(RegistrationParts::words).orElse("idle"),
                view.contacts().stream()
                        .map(contact -> contact.source() + " " + contact.protocol() + " '" + contact.agent()
                                + "' until " + Instant.ofEpochMilli(contact.expiresMillis()))
                        .collect(Collectors.joining("; ")),
                view.trouble().map(RegistrationParts::words).orElse(""));
    }

    private static String words(Standing standing) {
        return standing.state() + (standing.node().isEmpty() ? "" : " " + standing.node())
                + (standing.untilMillis() > 0 ? " until " + Instant.ofEpochMilli(standing.untilMillis()) : "");
    }

    private static String words(Trouble trouble) {
        return "trouble: " + trouble.side() + " " + trouble.status() + " " + trouble.why() + " at "
                + Instant.ofEpochMilli(trouble.atMillis());
    }

    private void attempts(PartText out) {
        List<View> troubled = devices.get().stream().map(registrations::of).filter(view -> view.trouble().isPresent())
                .sorted(Comparator
                        .comparingLong((View view) -> view.trouble().map(Trouble::atMillis).orElse(0L)).reversed())
                .toList();
        for (View view : troubled.subList(0, Math.min(TROUBLED_MAX, troubled.size()))) {
            if (out.isFull() || Thread.currentThread().isInterrupted()) {
                break;
            }
            attempts.apply(view.device().setUser()).stream().limit(ATTEMPTS_OF_EACH)
                    .forEach(attempt -> out.line(CallParts.text(attempt)));
        }
        if (troubled.size() > TROUBLED_MAX) {
            out.leftOut((troubled.size() - TROUBLED_MAX) + " more devices are in trouble");
        }
    }

    private void refused(PartText out) {
        troubles.of("").stream().limit(REFUSED_MAX)
                .forEach(trouble -> out.boundedLine("%s  %s  %d times from %s to %s  users %s  %s".formatted(
                        trouble.source(), trouble.kind(), trouble.times(), Instant.ofEpochMilli(trouble.firstMillis()),
                        Instant.ofEpochMilli(trouble.lastMillis()), trouble.users(), trouble.words())));
    }
}
