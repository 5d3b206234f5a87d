package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.Binding;
import io.sbc.core.registrar.Bindings;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.translate.AddressMap;
import java.util.List;

/**
 * Between whom a request goes.
 *
 * @param from the side that it came from
 * @param bindings of the device, at least one: from a phone the one that it used, towards phones all that are reached
 */
record Route(Device device, PbxDefinition pbx, Side from, String setDomain, List<Binding> bindings) {

    Route {
        bindings = List.copyOf(bindings);
    }

    /** The side that it goes to. */
    Side to() {
        return from.opposite();
    }

    /** The domain of a side, as its peers know it. */
    String domain(Side side) {
        return side == Side.SET ? setDomain : pbx.domain();
    }

    /** What the asking side's addresses are called on the other. */
    AddressMap addresses(Bindings all) {
        return new AddressMap(from, domain(from), domain(to()), device, all);
    }

    /** Our Contact towards the PBX. */
    SipUri icpContact() {
        return bindings.getFirst().icpContact();
    }
}
