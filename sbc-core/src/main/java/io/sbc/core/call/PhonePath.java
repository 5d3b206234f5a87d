package io.sbc.core.call;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.registrar.Binding;
import io.sbc.core.registrar.Bindings;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Flow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to a phone: a flow that it opened, never a new connection (lesson 6). The dialog follows the device (lesson 8):
 * when the same instance (RFC 5626 §4.1) has registered over a newer flow, that one is taken, even if the old one is not
 * known to be dead yet; a device without instance id is followed once its flow is closed, or when it shows itself by a
 * request over another flow of its own. Another instance of the device never gets what belongs to this one.
 */
public final class PhonePath implements LegPath {

    private static final String INSTANCE = "+sip.instance";

    private final DeviceId device;
    private final Bindings bindings;
    private final Optional<String> instance;
    /** Null after a restart, until the phone is back. */
    private @Nullable Flow flow;

    /** @param flow the one that the dialog is set up over */
    public PhonePath(DeviceId device, Bindings bindings, Flow flow) {
        this.device = device;
        this.bindings = bindings;
        this.flow = flow;
        this.instance = bindings.onFlow(flow).stream().filter(binding -> binding.device().id().equals(device))
                .findFirst().flatMap(PhonePath::instance);
    }

    private PhonePath(DeviceId device, Bindings bindings, Optional<String> instance) {
        this.device = device;
        this.bindings = bindings;
        this.instance = instance;
    }

    /** To a phone whose connections went with the process before this one. */
    static PhonePath restored(DeviceId device, Bindings bindings, SavedPath.Phone saved) {
        return new PhonePath(device, bindings, saved.instance());
    }

    @Override
    public Optional<SavedPath> saved() {
        return Optional.of(new SavedPath.Phone(instance));
    }

    private static Optional<String> instance(Binding binding) {
        return binding.contact().parameters().get(INSTANCE);
    }

    @Override
    public Optional<Destination> destination(SipUri nextHop) {
        List<Binding> newestFirst = bindings.of(device);
        Optional<Flow> sameInstance = newestFirst.stream()
                .filter(binding -> instance.isPresent() && instance(binding).equals(instance)).map(Binding::flow)
                .filter(Flow::isOpen).findFirst();
        if (sameInstance.isPresent()) {
            flow = sameInstance.get();
        } else if (flow == null || !flow.isOpen()) {
            flow = newestFirst.stream().filter(this::mayBeSameInstance).map(Binding::flow).filter(Flow::isOpen)
                    .findFirst().orElse(flow);
        }
        return Optional.ofNullable(flow).filter(Flow::isOpen).map(Destination.OverFlow::new);
    }

    /** A phone that forwards its calls tells its PBX, which decides. */
    @Override
    public Optional<Destination> redirect(SipUri contact) {
        return Optional.empty();
    }

    @Override
    public boolean admits(Flow candidate) {
        return (flow != null && candidate.id() == flow.id()) || bindings.onFlow(candidate).stream()
                .anyMatch(binding -> binding.device().id().equals(device) && mayBeSameInstance(binding));
    }

    /** Another app of the same device has no part in this dialog; one that does not say which it is may be ours. */
    private boolean mayBeSameInstance(Binding binding) {
        return instance.isEmpty() || instance(binding).isEmpty() || instance(binding).equals(instance);
    }

    @Override
    public void heardOver(Flow candidate) {
        flow = candidate;
    }
}
