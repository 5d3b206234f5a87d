package io.sbc.kit.sip;

import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TooManyListenersException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;
import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SIP element: an RI stack of its own on given wires, its trace, and the one agent thread on which its handler runs.
 * Several nodes live in one JVM without knowing of each other. {@link #run} and {@link #submit} may be called from any
 * thread; what they are given runs on the agent thread, in order.
 */
public final class SipNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SipNode.class);
    /** Longer than any transaction lives with the timers of RFC 3261: an agent that is silent that long is stuck. */
    private static final long COMMAND_LIMIT_SECONDS = 40;

    private final String name;
    private final List<Wire> wires;
    private final SipTrace trace = new SipTrace();
    private final ScheduledExecutorService agent;
    private final KitSipStack stack;
    private final SipProvider provider;
    private final SipHandler handler;
    private final AddressFactory addresses = new AddressFactoryImpl();
    private final HeaderFactory headers = new HeaderFactoryImpl();
    private final MessageFactory messages = new MessageFactoryImpl();
    private volatile boolean closed;

    /**
     * Starts.
     *
     * @param name    unique in the JVM while the node lives
     * @param wires   at most one per transport; closed with the node
     * @param dialogs whether it keeps dialogs, as user agents do, or transactions only, as proxies do
     * @param nextHop where a request goes, or empty for what the message says
     */
    public SipNode(String name, List<Wire> wires, boolean dialogs, Function<Request, Optional<NextHop>> nextHop,
            LongSupplier nanoClock,
            SipHandler handler) {
        this.name = name;
        this.wires = List.copyOf(wires);
        this.handler = handler;
        this.agent = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("kit-agent-" + name).factory());
        try {
            this.stack = new KitSipStack(name, dialogs, nextHop);
            Map<String, Wire> byTransport = this.wires.stream()
                    .collect(Collectors.toMap(wire -> wire.transport().name(), Function.identity()));
            stack.setMessageProcessorFactory((transactionStack, address, port, transport) -> {
                Wire wire = byTransport.get(SipTransport.of(transport).name());
                if (wire == null) {
                    throw new IllegalArgumentException("no wire for " + transport);
                }
                return new WireProcessor(wire, transactionStack, trace, nanoClock, () -> run(handler::onFlowLost));
            });
            this.provider = createProvider();
        } catch (SipException | InvalidArgumentException | TooManyListenersException e) {
            throw new IllegalStateException("cannot start the SIP stack of " + name, e);
        }
    }

    private SipProvider createProvider() throws SipException, InvalidArgumentException, TooManyListenersException {
        SipProvider created = null;
        for (Wire wire : wires) {
            ListeningPoint point = stack.createListeningPoint(wire.local().getAddress().getHostAddress(),
                    wire.local().getPort(), wire.transport().name());
            if (created == null) {
                created = stack.createSipProvider(point);
                created.addSipListener(new Listener());
            } else {
                created.addListeningPoint(point);
            }
        }
        if (created == null) {
            throw new IllegalArgumentException("a node without a wire");
        }
        return created;
    }

    public String name() {
        return name;
    }

    public SipTrace trace() {
        return trace;
    }

    public SipProvider provider() {
        return provider;
    }

    public HeaderFactory headers() {
        return headers;
    }

    public MessageFactory messages() {
        return messages;
    }

    public AddressFactory addresses() {
        return addresses;
    }

    /** The wire of a transport. */
    public Wire wire(SipTransport transport) {
        return wires.stream()
                .filter(wire -> wire.transport() == transport)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " does not speak " + transport));
    }

    /** Work on SIP objects, which may throw their checked exceptions. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T run() throws SipException, ParseException, InvalidArgumentException;
    }

    /** As {@link Work}, without a result. */
    @FunctionalInterface
    public interface Command {
        void run() throws SipException, ParseException, InvalidArgumentException;
    }

    /** Queues a command for the agent thread; what it throws is logged. Nothing happens once the node is closed. */
    public void run(Command command) {
        try {
            agent.execute(() -> guarded(command));
        } catch (RejectedExecutionException e) {
            LOG.trace("{} is closed", name, e);
        }
    }

    /** Queues a command for later; what is returned can cancel it. */
    public Future<?> runAfter(long delayNanos, Command command) {
        try {
            return agent.schedule(() -> guarded(command), delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("{} is closed", name, e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void guarded(Command command) {
        try {
            command.run();
        } catch (SipException | ParseException | InvalidArgumentException | RuntimeException e) {
            LOG.warn("{}: {}", name, e.toString(), e);
        }
    }

    /** Runs work on the agent thread and waits for its result. Not to be called on the agent thread. */
    public <T> T submit(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        agent.execute(() -> {
            try {
                result.complete(work.run());
            } catch (SipException | ParseException | InvalidArgumentException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(name + ": the agent is stuck", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + ": interrupted", e);
        }
    }

    /** Parses a header, as in {@code header("Expires", "300")}. */
    public Header header(String headerName, String value) throws ParseException {
        return headers.createHeader(headerName, value);
    }

    /** Adds a header that is a list, such as Allow. */
    public void addAll(Message message, String headerName, String... values) throws ParseException {
        for (String value : values) {
            message.addHeader(header(headerName, value));
        }
    }

    /** Parses an address, as in {@code <sip:1001@pbx.local>}. */
    public Address address(String text) throws ParseException {
        return addresses.createAddress(text);
    }

    /** A Via of ours with a fresh branch and {@code rport} (RFC 3581 §3). */
    public ViaHeader newVia(SipTransport transport) throws ParseException {
        Wire wire = wire(transport);
        Via via = new Via();
        via.setTransport(transport.name());
        via.setHost(wire.local().getAddress().getHostAddress());
        try {
            via.setPort(wire.local().getPort());
        } catch (InvalidArgumentException e) {
            throw new IllegalStateException("a port that is none: " + wire.local(), e);
        }
        via.setBranch(gov.nist.javax.sip.Utils.getInstance().generateBranchId());
        via.setRPort();
        return via;
    }

    /** Sends a request outside of dialogs, or one that makes a dialog. Agent thread. */
    public ClientTransaction send(Request request) throws SipException {
        ClientTransaction transaction = provider.getNewClientTransaction(request);
        transaction.sendRequest();
        return transaction;
    }

    /** Sends a request within a dialog. Agent thread. */
    public ClientTransaction send(Dialog dialog, Request request) throws SipException {
        ClientTransaction transaction = provider.getNewClientTransaction(request);
        dialog.sendRequest(transaction);
        return transaction;
    }

    /** Answers. Agent thread. */
    public void respond(ServerTransaction transaction, Response response)
            throws SipException, InvalidArgumentException {
        transaction.sendResponse(response);
    }

    /** Answers with a bare status. Agent thread. */
    public void respond(ServerTransaction transaction, int status)
            throws SipException, ParseException, InvalidArgumentException {
        respond(transaction, messages.createResponse(status, transaction.getRequest()));
    }

    @Override
    public void close() {
        closed = true;
        agent.shutdownNow();
        wires.forEach(Wire::close);
        // The RI sleeps a second in its stop().
        Thread.ofPlatform().daemon().name("kit-stop-" + name).start(stack::stopWholly);
    }

    /** Runs on the RI's event scanner, and only carries what happened over to the agent thread. */
    private final class Listener implements SipListener {

        @Override
        public void processRequest(RequestEvent event) {
            Request request = event.getRequest();
            if (request.getMethod().equals(Request.ACK)) {
                run(() -> handler.onRequest(request, null));
                return;
            }
            ServerTransaction transaction = event.getServerTransaction();
            if (transaction == null) {
                try {
                    // Here and now: a retransmission that comes before there is a transaction would be a new request.
                    transaction = provider.getNewServerTransaction(request);
                } catch (SipException e) {
                    LOG.debug("{}: no transaction for {}", name, request.getMethod(), e);
                    return;
                }
            }
            ServerTransaction found = transaction;
            run(() -> handler.onRequest(request, found));
        }

        @Override
        public void processResponse(ResponseEvent event) {
            ClientTransaction transaction = event.getClientTransaction();
            if (transaction == null) {
                run(() -> handler.onStrayResponse(event.getResponse()));
            } else {
                run(() -> handler.onResponse(event.getResponse(), transaction));
            }
        }

        @Override
        public void processTimeout(TimeoutEvent event) {
            if (!event.isServerTransaction()) {
                run(() -> handler.onTimeout(event.getClientTransaction()));
            }
        }

        @Override
        public void processIOException(IOExceptionEvent event) {
            if (!closed) {
                LOG.debug("{}: cannot send to {}:{}", name, event.getHost(), event.getPort());
            }
        }

        @Override
        public void processTransactionTerminated(TransactionTerminatedEvent event) {}

        @Override
        public void processDialogTerminated(DialogTerminatedEvent event) {}
    }
}
