package io.sbc.core.registrar;

import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;
import java.util.List;

/**
 * A device that is registered here over a flow, and through us at the PBX. Immutable; replaced whole.
 *
 * @param contact what the client registered, parameters included: the Request-URI of calls to it
 * @param flow the only way to it
 * @param icpContact the Contact that we registered at the PBX for it: its user part names the binding
 * @param expiresAtNanos on the shard's clock
 * @param path those between the phone and us that want to see its requests (RFC 3327): what goes to it carries them as Route
 */
public record Binding(Device device, NameAddr contact, Flow flow, SipUri icpContact, long expiresAtNanos,
        List<NameAddr> path) {

    public Binding {
        path = List.copyOf(path);
    }

    /** One without anybody between the phone and us. */
    public Binding(Device device, NameAddr contact, Flow flow, SipUri icpContact, long expiresAtNanos) {
        this(device, contact, flow, icpContact, expiresAtNanos, List.of());
    }
}
