package io.sbc.core.sip.transport;

import io.sbc.core.sip.transport.tls.CertificateNames;
import java.net.InetAddress;

/** Who is taken for a PBX: by list, never by what a message says (SIP-12). Thread-safe. */
public interface PbxTrust {

    /** Whether the address is one of a PBX that is configured, resolved if need be, or in one of its trusted networks. */
    boolean isPbx(InetAddress source);

    /** Whether a certificate whose chain was verified is that of the PBX with this address (RFC 5922 §7). */
    boolean isPbx(InetAddress source, CertificateNames names);
}
