package io.sbc.core.call;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Destination.OverFlow;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * The way to a PBX. What a message says (Contact, Record-Route) is followed only to an address that is trusted as this
 * PBX (SIP-12); anything else goes where the dialog was set up. So does, at first, what is written as a name: nothing
 * waits for the DNS, but once it has answered, the address that it gave is used.
 */
public final class PbxPath implements LegPath {

    private final PbxDefinition pbx;
    private final PbxRoutes routes;
    private final Destination setUp;

    /** @param setUp the flow that the INVITE came over, or the hop that it was sent to */
    public PbxPath(PbxDefinition pbx, PbxRoutes routes, Destination setUp) {
        this.pbx = pbx;
        this.routes = routes;
        this.setUp = setUp;
    }

    @Override
    public Optional<Destination> destination(SipUri nextHop) {
        Optional<InetSocketAddress> address = address(nextHop).filter(found -> isThisPbx(found.getAddress()));
        return Optional.of(address.isEmpty() || isOpenStreamTo(address.get().getAddress())
                ? setUp
                : new NextHop(protocol(nextHop), address.get(), serverName()));
    }

    /** A connection that it opened is gone then: it is reached at the usual port, unless its Contact tells another. */
    @Override
    public Optional<SavedPath> saved() {
        return Optional.of(new SavedPath.Pbx(pbx.id(), switch (setUp) {
            case NextHop hop -> hop;
            case OverFlow over when over.flow().protocol().isStream() -> new NextHop(over.flow().protocol(),
                    new InetSocketAddress(over.flow().remote().getAddress(), usualPort(over.flow().protocol())),
                    pbx.host());
            case OverFlow over -> new NextHop(over.flow().protocol(), over.flow().remote(), pbx.host());
        }));
    }

    private static int usualPort(TransportProtocol protocol) {
        return protocol == TransportProtocol.TLS ? 5061 : 5060;
    }

    /** As written, or as DNS has already said. */
    private Optional<InetSocketAddress> address(SipUri nextHop) {
        Optional<InetAddress> literal = literal(nextHop.host());
        return literal.isPresent()
                ? literal.map(known -> new InetSocketAddress(known, port(nextHop)))
                : routes.known(nextHop.host(), nextHop.port(), protocol(nextHop)).stream().map(NextHop::address)
                        .filter(found -> isThisPbx(found.getAddress())).findFirst();
    }

    /** To users of this PBX, named by its domain or its address; never elsewhere, whatever it says. */
    @Override
    public Optional<Destination> redirect(SipUri contact) {
        boolean ours = contact.host().equalsIgnoreCase(pbx.domain()) || contact.host().equalsIgnoreCase(pbx.host())
                || literal(contact.host()).filter(this::isThisPbx).isPresent();
        return ours ? destination(contact) : Optional.empty();
    }

    /** Rather the connection that is there than a new one to the port of its Contact (RFC 5923). */
    private boolean isOpenStreamTo(InetAddress address) {
        return setUp instanceof OverFlow over && over.flow().protocol().isStream() && over.flow().isOpen()
                && over.flow().remote().getAddress().equals(address);
    }

    @Override
    public boolean admits(Flow flow) {
        InetAddress source = flow.remote().getAddress();
        return isThisPbx(source) || source.equals(setUpAddress());
    }

    /** Trusted when the dialog was set up, and for it still, should the configuration have changed since. */
    private InetAddress setUpAddress() {
        return switch (setUp) {
            case NextHop hop -> hop.address().getAddress();
            case OverFlow over -> over.flow().remote().getAddress();
        };
    }

    /** Its requests may come from any of its nodes; ours go where its Contact and Record-Route say. */
    @Override
    public void heardOver(Flow flow) {}

    private boolean isThisPbx(InetAddress address) {
        return routes.bySource(address).filter(source -> source.id().equals(pbx.id())).isPresent();
    }

    private static Optional<InetAddress> literal(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // a name
        }
    }

    /** {@code transport=}, else what the dialog was set up over. */
    private TransportProtocol protocol(SipUri uri) {
        if (uri.secure()) {
            return TransportProtocol.TLS;
        }
        return switch (uri.parameters().get("transport").orElse("").toUpperCase(Locale.ROOT)) {
            case "UDP" -> TransportProtocol.UDP;
            case "TCP" -> TransportProtocol.TCP;
            case "TLS" -> TransportProtocol.TLS;
            default -> switch (setUp) {
                case OverFlow over -> over.flow().protocol();
                case NextHop hop -> hop.protocol();
            };
        };
    }

    private int port(SipUri uri) {
        if (uri.port() != 0) {
            return uri.port();
        }
        return usualPort(protocol(uri));
    }

    private String serverName() {
        return setUp instanceof NextHop hop ? hop.serverName() : pbx.host();
    }
}
