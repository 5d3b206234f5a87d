package io.sbc.core.sdp.negotiate;

import io.sbc.core.octets.Fields;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;

/** An SRTP key as octets, in the clear: what it stands in has to be sealed. */
public final class KeyOctets {

    private static final SrtpSuite[] SUITES = SrtpSuite.values();

    private KeyOctets() {}

    /** Writes secret, identifier and lifetime. */
    public static void write(OctetWriter to, SrtpKey key) {
        to.number(key.suite().ordinal()).octets(key.keyAndSalt()).number(key.lifetimePackets());
        Fields.maybe(to, key.identifier(), (out, identifier) -> out.text(identifier.toString()));
    }

    /** What {@link #write} wrote. */
    public static SrtpKey read(OctetReader from) {
        SrtpSuite suite = SUITES[Math.toIntExact(from.number())];
        byte[] keyAndSalt = from.octets();
        long lifetime = from.number();
        return new SrtpKey(suite, keyAndSalt, Fields.maybe(from, in -> MasterKeyIdentifier.parse(in.text())), lifetime);
    }
}
