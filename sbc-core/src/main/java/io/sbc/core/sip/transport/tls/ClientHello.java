package io.sbc.core.sip.transport.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * What decides which certificate a client is shown (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2). Only read, never checked: what is
 * wrong with a hello is for the TLS library to say.
 *
 * <pre>
 *   version 2 | random 32 | session id 1+n | cipher suites 2+n | compression 1+n | extensions 2+n
 *   extension: type 2 | length 2 | …
 * </pre>
 *
 * @param serverName in lower case (RFC 6066 §3); empty when none is given
 * @param versions of supported_versions; empty: none beyond TLS 1.2
 * @param cipherSuites as offered
 * @param signatureSchemes of signature_algorithms
 * @param groups of supported_groups; empty: not said
 */
record ClientHello(String serverName, int[] versions, int[] cipherSuites, int[] signatureSchemes, int[] groups) {

    /** For what cannot be read: nothing is known of the client. */
    static final ClientHello UNKNOWN = new ClientHello("", new int[0], new int[0], new int[0], new int[0]);

    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int HOST_NAME = 0;
    private static final int HOST_NAME_MAX = 255;
    private static final int TLS_1_3 = 0x0304;

    /** ECDHE_ECDSA with an AEAD: AES-128-GCM, AES-256-GCM, ChaCha20. */
    private static final int[] ECDSA_SUITES = {0xC02B, 0xC02C, 0xCCA9};

    /** @param in a ClientHello without its handshake header; its reader index moves */
    static ClientHello parse(ByteBuf in) {
        try {
            in.skipBytes(VERSION_AND_RANDOM);
            in.skipBytes(in.readUnsignedByte());
            int[] suites = shorts(in.readSlice(in.readUnsignedShort()));
            in.skipBytes(in.readUnsignedByte());
            ClientHello hello = new ClientHello("", new int[0], suites, new int[0], new int[0]);
            return in.isReadable() ? hello.withExtensions(in.readSlice(in.readUnsignedShort())) : hello;
        } catch (IndexOutOfBoundsException cut) {
            return UNKNOWN;
        }
    }

    private ClientHello withExtensions(ByteBuf in) {
        ClientHello hello = this;
        while (in.isReadable()) {
            int type = in.readUnsignedShort();
            hello = hello.withExtension(type, in.readSlice(in.readUnsignedShort()));
        }
        return hello;
    }

    private ClientHello withExtension(int type, ByteBuf in) {
        return switch (type) {
            case SERVER_NAME -> new ClientHello(hostName(in), versions, cipherSuites, signatureSchemes, groups);
            case SUPPORTED_VERSIONS -> new ClientHello(serverName, shorts(in.readSlice(in.readUnsignedByte())),
                    cipherSuites, signatureSchemes, groups);
            case SIGNATURE_ALGORITHMS -> new ClientHello(serverName, versions, cipherSuites,
                    shorts(in.readSlice(in.readUnsignedShort())), groups);
            case SUPPORTED_GROUPS -> new ClientHello(serverName, versions, cipherSuites, signatureSchemes,
                    shorts(in.readSlice(in.readUnsignedShort())));
            default -> this;
        };
    }

    private static String hostName(ByteBuf in) {
        ByteBuf names = in.readSlice(in.readUnsignedShort());
        while (names.isReadable()) {
            int type = names.readUnsignedByte();
            ByteBuf name = names.readSlice(names.readUnsignedShort());
            if (type == HOST_NAME && name.readableBytes() <= HOST_NAME_MAX) {
                String text = name.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
                return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
            }
        }
        return "";
    }

    private static int[] shorts(ByteBuf in) {
        int[] values = new int[in.readableBytes() / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readUnsignedShort();
        }
        return values;
    }

    /**
     * Whether the client can use an ECDSA certificate on a curve. With TLS 1.3 the signature scheme says it; before, a suite,
     * the hash and the curve (RFC 8422 §5.1).
     *
     * @param weSpeak13 whether TLS 1.3 is spoken when the client can
     */
    boolean takes(EcCurve curve, boolean weSpeak13) {
        if (!has(signatureSchemes, curve.scheme())) {
            return false;
        }
        if (weSpeak13 && has(versions, TLS_1_3)) {
            return true;
        }
        return Arrays.stream(ECDSA_SUITES).anyMatch(suite -> has(cipherSuites, suite))
                && (groups.length == 0 || has(groups, curve.group()));
    }

    private static boolean has(int[] values, int wanted) {
        for (int value : values) {
            if (value == wanted) {
                return true;
            }
        }
        return false;
    }
}
