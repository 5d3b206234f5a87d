package io.sbc.core.registrar;

import io.sbc.base.Clock;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.registrar.RegistrationBoard.Phone;
import io.sbc.core.registrar.RegistrationBoard.Standing;
import io.sbc.core.registrar.RegistrationBoard.Trouble;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The registrations of devices for operators: both sides of them at one moment. Thread-safe; reads memory only. */
public final class Registrations {

    private final Bindings bindings;
    private final RegistrationBoard board;
    private final Clock clock;

    public Registrations(Bindings bindings, RegistrationBoard board, Clock clock) {
        this.bindings = bindings;
        this.board = board;
        this.clock = clock;
    }

    /**
     * A phone that is bound.
     *
     * @param contact what it registered, as it came
     * @param source its address as we see it: after any NAT
     * @param agent its User-Agent; may be empty
     * @param sinceMillis wall clock at its first binding over this flow; 0 when that is not known
     * @param expiresMillis wall clock
     */
    public record Contact(String contact, InetSocketAddress source, TransportProtocol protocol, String agent,
            long sinceMillis, long expiresMillis) {}

    /**
     * A device.
     *
     * @param contacts on the set side, the newest first
     * @param icp how it stands at the PBX; empty when it is not known there
     * @param trouble what went wrong last, where nothing has gone well since
     */
    public record View(Device device, List<Contact> contacts, Optional<Standing> icp, Optional<Trouble> trouble) {

        public View {
            contacts = List.copyOf(contacts);
        }

        /** Whether a phone is there, which it is only while the PBX has the device. */
        public boolean isRegistered() {
            return !contacts.isEmpty();
        }

        /** Whether there is anything to say. */
        public boolean isKnown() {
            return !contacts.isEmpty() || icp.isPresent() || trouble.isPresent();
        }
    }

    /** How a device stands at its PBX; empty when it is not known there. Less than {@link #of}, for who asks of all. */
    public Optional<Standing> standing(DeviceId device) {
        return board.standing(device);
    }

    /** One device as it stands now. */
    public View of(Device device) {
        long skew = clock.epochMillis() - Duration.ofNanos(clock.nanoTime()).toMillis();
        List<Contact> contacts = bindings.of(device.id()).stream().map(binding -> {
            Optional<Phone> phone = board.phone(binding.flow().id());
            return new Contact(binding.contact().toString(), binding.flow().remote(), binding.flow().protocol(),
                    phone.map(Phone::agent).orElse(""), phone.map(Phone::sinceMillis).orElse(0L),
                    skew + Duration.ofNanos(binding.expiresAtNanos()).toMillis());
        }).toList();
        return new View(device, contacts, board.standing(device.id()), board.trouble(device.id()));
    }
}
