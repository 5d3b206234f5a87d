package io.sbc.core.call;

import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;

/** Our own address towards phones. Thread-safe. */
public interface SetContacts {

    /** The Contact for dialogs over {@code flow}: the advertised host and port of its listener, {@code transport=}. */
    SipUri contact(Flow flow, String user);
}
