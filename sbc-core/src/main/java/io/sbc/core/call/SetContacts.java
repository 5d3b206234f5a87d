package io.sbc.core.call;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;
import java.util.Optional;

/** Our own addresses in calls of phones. Thread-safe. */
@FunctionalInterface
public interface SetContacts {

    /** The Contact for dialogs over {@code flow}: the advertised host and port of its listener, {@code transport=}. */
    SipUri contact(Flow flow, String user);

    /**
     * The Contact at the PBX of a device that is not registered, for the calls that it may make all the same: emergency
     * calls, where the policy says so. Empty: it may not.
     */
    default Optional<SipUri> withoutBinding(SipRequest invite, Device device, PbxDefinition pbx) {
        return Optional.empty();
    }
}
