package io.sbc.core.registrar;

import io.sbc.core.Side;
import io.sbc.core.directory.DeviceId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What operators may know of registrations besides the {@link Bindings}: how each device stands at its PBX, what went wrong last, what phones say
 * that they are. Written by the shard of the device (of the flow, for what phones are), read by anybody; every entry is immutable and replaced
 * whole. Bounded: by devices that are registered, by flows, and what went wrong by a number.
 */
public final class RegistrationBoard {

    /** User-Agent is free text of a stranger's. */
    private static final int AGENT_MAX = 128;

    private final AtomicLong lastOwner = new AtomicLong();
    private final Map<DeviceId, Owned> standings = new ConcurrentHashMap<>();
    private final Map<DeviceId, Trouble> troubles = new ConcurrentHashMap<>();
    private final Map<Long, Phone> phones = new ConcurrentHashMap<>();
    private final int troublesMax;

    /** @param owner who wrote it; a greater number is a later registration of the same device */
    private record Owned(long owner, Standing standing) {}

    /** How a device stands at its PBX. */
    public enum State {
        IDLE,
        REGISTERING,
        REGISTERED,
        /** The PBX is out of reach and has forgotten it; it is tried again. */
        SUSPENDED,
        UNREGISTERING,
        /** The PBX said no. */
        REFUSED
    }

    /**
     * A device at its PBX.
     *
     * @param untilMillis when the PBX forgets it, or what it refused is tried again; 0 where neither is to come
     * @param node the address that answered last; empty before
     */
    public record Standing(State state, long untilMillis, String node) {}

    /**
     * What went wrong last, and nothing has gone well since.
     *
     * @param side on which a request was refused: set by us, icp by the PBX
     * @param status of SIP; what we would have said where nothing was heard of the PBX
     * @param why a word that stays the same: refused, credentials, silent, unreachable, busy, no-such-pbx, disabled
     */
    public record Trouble(Side side, int status, String why, long atMillis) {}

    /**
     * Who is at the other end of a flow.
     *
     * @param agent its User-Agent; empty when it has none
     * @param sinceMillis wall clock at the first binding over the flow
     */
    public record Phone(String agent, long sinceMillis) {}

    /** @param troublesMax devices of which is kept what went wrong; positive */
    public RegistrationBoard(int troublesMax) {
        this.troublesMax = troublesMax;
    }

    /** How it stands; empty when it is not known at its PBX and nothing is on the way. */
    public Optional<Standing> standing(DeviceId device) {
        return Optional.ofNullable(standings.get(device)).map(Owned::standing);
    }

    /** What went wrong last; empty when nothing did, or all is well since. */
    public Optional<Trouble> trouble(DeviceId device) {
        return Optional.ofNullable(troubles.get(device));
    }

    /** Who is there; empty when nothing is bound over that flow. */
    public Optional<Phone> phone(long flow) {
        return Optional.ofNullable(phones.get(flow));
    }

    /** Devices with a standing. */
    public Set<DeviceId> standing() {
        return Set.copyOf(standings.keySet());
    }

    /** For a new registration of a device, so that what an earlier one still has to say does not hide it. */
    long newOwner() {
        return lastOwner.incrementAndGet();
    }

    void stand(DeviceId device, long owner, Standing standing) {
        standings.compute(device, (_, before) -> before != null && before.owner > owner
                ? before
                : standing.state() == State.IDLE ? null : new Owned(owner, standing));
    }

    void failed(DeviceId device, Trouble trouble) {
        if (troubles.size() >= troublesMax && !troubles.containsKey(device)) {
            var any = troubles.keySet().iterator(); // which one does not matter: so many troubles are one trouble
            if (any.hasNext()) {
                troubles.remove(any.next());
            }
        }
        troubles.put(device, trouble);
    }

    /** All is well with it on that side. */
    void went(DeviceId device, Side side) {
        if (!troubles.isEmpty()) {
            troubles.computeIfPresent(device, (_, trouble) -> trouble.side() == side ? null : trouble);
        }
    }

    /** It is another now, or gone: what went wrong says nothing any more. */
    void changed(DeviceId device) {
        troubles.remove(device);
    }

    boolean knowsPhone(long flow) {
        return phones.containsKey(flow);
    }

    void appeared(long flow, String agent, long nowMillis) {
        phones.put(flow, new Phone(agent.length() > AGENT_MAX ? agent.substring(0, AGENT_MAX) : agent, nowMillis));
    }

    void disappeared(long flow) {
        phones.remove(flow);
    }
}
