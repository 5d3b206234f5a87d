/**
 * Registration of the devices here (RFC 3261 §10, RFC 5626) and through to the PBX. {@link
 * io.sbc.core.registrar.RegistrarService} is the shard's door; a {@code DeviceRegistration} holds what one device has: its
 * phones' bindings and its registration at the PBX, whose life is the pure machine {@code UpstreamRegistration}. Everything
 * runs on the device's shard but {@link io.sbc.core.registrar.BindingTable}, which every shard reads.
 */
@NullMarked
package io.sbc.core.registrar;

import org.jspecify.annotations.NullMarked;
