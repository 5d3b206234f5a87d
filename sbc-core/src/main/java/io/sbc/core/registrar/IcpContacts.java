package io.sbc.core.registrar;

import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.SentBy;
import io.sbc.core.sip.transport.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Contact that we register at a PBX for a device. Its user part is readable by its first half and cannot be guessed by
 * its second, holds only letters, digits and {@code -}, so that {@code *} and {@code #} of an extension survive every peer,
 * and stays the same over restarts with the same key: what the PBX still holds from before stays true (lesson 9).
 * Thread-safe.
 */
public final class IcpContacts {

    /** Least length of a key, octets. */
    public static final int KEY_OCTETS_MIN = 16;

    private static final String HMAC = "HmacSHA256";
    private static final int TOKEN_OCTETS = 10;

    private final SecretKeySpec key;
    private final Function<TransportProtocol, SentBy> addresses;

    /**
     * @param key of this purpose only
     * @param addresses where PBXs reach us over a transport, as {@code Connector.sentBy} tells it for the ICP side
     */
    public IcpContacts(byte[] key, Function<TransportProtocol, SentBy> addresses) {
        if (key.length < KEY_OCTETS_MIN) {
            throw new IllegalArgumentException("the contact key needs at least " + KEY_OCTETS_MIN + " octets");
        }
        this.key = new SecretKeySpec(key, HMAC);
        this.addresses = addresses;
    }

    /**
     * {@code sip:1006-0f3a…@host:port;transport=udp}.
     *
     * @param transport towards the PBX
     */
    public SipUri contactOf(Device device, TransportProtocol transport) {
        SentBy address = addresses.apply(transport);
        return SipUri.of(userOf(device), address.host(), address.port()).withParameter("transport",
                transport.name().toLowerCase(Locale.ROOT));
    }

    private String userOf(Device device) {
        String readable = device.icpUser().replaceAll("[^A-Za-z0-9]", "-");
        return readable + "-" + HexFormat.of().formatHex(token(device));
    }

    private byte[] token(Device device) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            String identity = "icp-contact\0" + device.id().value() + "\0" + device.icp() + "\0" + device.icpUser();
            return Arrays.copyOf(mac.doFinal(identity.getBytes(StandardCharsets.UTF_8)), TOKEN_OCTETS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks " + HMAC, e);
        }
    }
}
