package io.sbc.kit.sip;

import gov.nist.javax.sip.EventScanner;
import gov.nist.javax.sip.EventWrapper;
import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.HopImpl;
import java.util.ListIterator;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import javax.sip.IOExceptionEvent;
import javax.sip.PeerUnavailableException;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.address.SipURI;
import javax.sip.header.RouteHeader;
import javax.sip.message.Request;

/** One instance of the RI's stack with our sockets below and our choice of the next hop. */
final class KitSipStack extends SipStackImpl {

    /**
     * @param dialogs whether the RI keeps dialogs, as user agents need, or transactions only, as proxies do
     * @param nextHop where a request goes, or empty for what RFC 3261 §8.1.2 says: the first Route, else the Request-URI
     */
    KitSipStack(String name, boolean dialogs, Function<Request, Optional<NextHop>> nextHop)
            throws PeerUnavailableException {
        super(properties(name, dialogs));
        setRouter(new HopRouter(nextHop));
    }

    private static Properties properties(String name, boolean dialogs) {
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", name);
        properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", dialogs ? "on" : "off");
        properties.setProperty("gov.nist.javax.sip.STACK_LOGGER", QuietStackLogger.class.getName());
        properties.setProperty("gov.nist.javax.sip.SERVER_LOGGER", QuietServerLogger.class.getName());
        properties.setProperty("gov.nist.javax.sip.THREAD_PRIORITY", "5");
        // The RI would answer 482 and 500 by itself, and hide from a test what the peer did.
        properties.setProperty("gov.nist.javax.sip.AUTOMATIC_DIALOG_ERROR_HANDLING", "false");
        properties.setProperty("gov.nist.javax.sip.IS_BACK_TO_BACK_USER_AGENT", "true");
        properties.setProperty("gov.nist.javax.sip.DELIVER_UNSOLICITED_NOTIFY", "true");
        return properties;
    }

    /** Stops, and wakes the RI's event scanner, whose thread otherwise waits for ever and keeps the JVM alive. */
    void stopWholly() {
        EventScanner scanner = getEventScanner();
        stop();
        scanner.addEvent(new EventWrapper(new IOExceptionEvent(this, "", 0, ""), null));
    }

    private record HopRouter(Function<Request, Optional<NextHop>> nextHop) implements Router {

        @Override
        public Hop getOutboundProxy() {
            throw new UnsupportedOperationException("this router knows no outbound proxy");
        }

        @Override
        public Hop getNextHop(Request request) {
            return nextHop.apply(request).map(HopRouter::toHop).orElseGet(() -> byMessage(request));
        }

        @Override
        @Deprecated
        public ListIterator<Hop> getNextHops(Request request) {
            throw new UnsupportedOperationException("one hop is all there is");
        }

        private static Hop toHop(NextHop hop) {
            return new HopImpl(hop.address().getAddress().getHostAddress(), hop.address().getPort(),
                    hop.transport().name());
        }

        private static Hop byMessage(Request request) {
            RouteHeader route = (RouteHeader) request.getHeader(RouteHeader.NAME);
            if ((route == null ? request.getRequestURI() : route.getAddress().getURI()) instanceof SipURI uri) {
                String parameter = uri.getTransportParam();
                SipTransport transport = parameter == null ? SipTransport.UDP : SipTransport.of(parameter);
                int port = uri.getPort() > 0 ? uri.getPort() : transport.defaultPort();
                return new HopImpl(uri.getHost(), port, transport.name());
            }
            throw new IllegalArgumentException("no next hop for " + request.getRequestURI());
        }
    }
}
