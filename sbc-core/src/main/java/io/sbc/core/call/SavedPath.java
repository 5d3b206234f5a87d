package io.sbc.core.call;

import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.core.octets.Fields;
import java.util.Optional;

/** What is left of the {@linkplain LegPath way} to a peer when the process and all its connections are gone. */
public sealed interface SavedPath {

    /** To a phone, which will register again. */
    record Phone(Optional<String> instance) implements SavedPath {}

    /**
     * To a PBX.
     *
     * @param hop where its dialog was set up
     */
    record Pbx(String id, NextHop hop) implements SavedPath {}

    /** As octets. */
    static void write(OctetWriter to, SavedPath path) {
        switch (path) {
            case Phone(Optional<String> instance) -> {
                Fields.flag(to, true);
                Fields.maybe(to, instance, OctetWriter::text);
            }
            case Pbx(String id, NextHop hop) -> {
                Fields.flag(to, false);
                to.text(id).number(hop.protocol().ordinal());
                Fields.address(to, hop.address());
                to.text(hop.serverName());
            }
        }
    }

    /** What {@link #write} wrote. */
    static SavedPath read(OctetReader from) {
        if (Fields.flag(from)) {
            return new Phone(Fields.maybe(from, OctetReader::text));
        }
        String id = from.text();
        TransportProtocol protocol = TransportProtocol.values()[Math.toIntExact(from.number())];
        return new Pbx(id, new NextHop(protocol, Fields.address(from), from.text()));
    }
}
