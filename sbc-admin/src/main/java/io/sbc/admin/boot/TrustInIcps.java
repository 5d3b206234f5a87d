package io.sbc.admin.boot;

import io.sbc.core.config.PbxNode;
import io.sbc.core.icp.Icps;
import io.sbc.core.sip.transport.PbxTrust;
import io.sbc.core.sip.transport.tls.CertificateNames;
import java.net.InetAddress;

/** The PBXs that are configured. A certificate is theirs when it is for the PBX's SIP domain or for one of its hosts. */
record TrustInIcps(Icps icps) implements PbxTrust {

    @Override
    public boolean isPbx(InetAddress source) {
        return icps.isTrusted(source);
    }

    @Override
    public boolean isPbx(InetAddress source, CertificateNames names) {
        return icps.bySource(source).filter(pbx -> names.isSipIdentity(pbx.domain())
                || pbx.nodes().stream().map(PbxNode::host).anyMatch(names::isSipIdentity)).isPresent();
    }
}
