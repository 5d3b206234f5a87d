package io.sbc.admin.boot;

import io.sbc.core.Side;
import io.sbc.core.call.SetContacts;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.IcpContacts;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.SentBy;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Our addresses in calls of phones. Thread-safe.
 *
 * @param withoutBinding which INVITEs a device may send that is not registered
 */
record PhoneContacts(Connector connector, IcpContacts icpContacts, Predicate<SipRequest> withoutBinding)
        implements
            SetContacts {

    @Override
    public SipUri contact(Flow flow, String user) {
        SentBy address = connector.sentBy(Side.SET, flow.protocol());
        return SipUri.of(user, address.host(), address.port()).withParameter("transport",
                flow.protocol().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Optional<SipUri> withoutBinding(SipRequest invite, Device device, PbxDefinition pbx) {
        return withoutBinding.test(invite)
                ? Optional.of(icpContacts.contactOf(device, pbx.transport()))
                : Optional.empty();
    }
}
