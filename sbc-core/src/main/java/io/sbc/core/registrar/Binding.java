package io.sbc.core.registrar;

import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;

/**
 * A device that is registered here over a flow, and through us at the PBX. Immutable; replaced whole.
 *
 * @param contact what the client registered, parameters included: the Request-URI of calls to it
 * @param flow the only way to it
 * @param icpContact the Contact that we registered at the PBX for it: its user part names the binding
 * @param expiresAtNanos on the shard's clock
 */
public record Binding(Device device, NameAddr contact, Flow flow, SipUri icpContact, long expiresAtNanos) {}
