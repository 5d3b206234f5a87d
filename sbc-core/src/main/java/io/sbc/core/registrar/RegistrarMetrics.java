package io.sbc.core.registrar;

import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counters and gauges of the registrars of all shards together. Thread-safe. */
public final class RegistrarMetrics {

    private final Counters<RegistrarCounter> counters = new Counters<>(RegistrarCounter.class);
    private final LongAdder upstreamRegistrations = new LongAdder();
    private final LongAdder upstreamInFlight = new LongAdder();
    private final LongAdder upstreamWaiting = new LongAdder();
    private final LongAdder suspended = new LongAdder();
    private volatile LongSupplier unsaved = () -> 0;
    private final List<Gauge> gauges;

    /** @param bindings whose size is a gauge */
    public RegistrarMetrics(Bindings bindings) {
        this.gauges = List.of(new Gauge("sbc_bindings", "Bindings of phones", bindings::size),
                new Gauge("sbc_upstream_registrations", "Devices registered at their PBX", upstreamRegistrations::sum),
                new Gauge("sbc_upstream_registers_in_flight", "REGISTER exchanges with PBXs under way",
                        upstreamInFlight::sum),
                new Gauge("sbc_upstream_registers_waiting", "REGISTER exchanges that wait for their turn at a PBX",
                        upstreamWaiting::sum),
                new Gauge("sbc_upstream_registrations_suspended",
                        "Devices with phones whose PBX is out of reach and has forgotten them", suspended::sum),
                new Gauge("sbc_registrations_unsaved", "Registrations that wait to be written to the store",
                        () -> unsaved.getAsLong()));
    }

    public Counters<RegistrarCounter> counters() {
        return counters;
    }

    public List<Gauge> gauges() {
        return gauges;
    }

    void upstreamWaiting(int delta) {
        upstreamWaiting.add(delta);
    }

    void suspended(int delta) {
        suspended.add(delta);
    }

    void unsaved(LongSupplier value) {
        unsaved = value;
    }

    void count(RegistrarCounter counter) {
        counters.increment(counter);
    }

    void upstreamRegistrations(int delta) {
        upstreamRegistrations.add(delta);
    }

    void upstreamInFlight(int delta) {
        upstreamInFlight.add(delta);
    }
}
