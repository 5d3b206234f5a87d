package io.sbc.core.sip.transport;

import io.sbc.base.CounterDescriptor;
import java.util.Locale;

/** What happens at the edge: connections, framing, messages, transactions, shards. */
public enum EdgeCounter implements CounterDescriptor {
    CONNECTIONS_ACCEPTED("Connections taken in"),
    CONNECTIONS_REFUSED_ACCESS(
            "Connections closed because the source is not in the listener's access profile"),
    CONNECTIONS_REFUSED_GUARD(
            "Connections closed because the guard did not admit their source"),
    CONNECTIONS_REFUSED_LIMIT(
            "Connections closed because limits.connections was reached"),
    CONNECTIONS_REFUSED_SOURCE(
            "Connections closed because limits.connections-per-source was reached"),
    CONNECTIONS_REFUSED_IDENTITY(
            "Connections of the ICP side closed because the certificate is missing or not the PBX's"),
    CONNECTIONS_OPENED(
            "Connections opened to PBXs"),
    CONNECTS_FAILED(
            "Connections to PBXs that could not be opened"),
    CONNECTIONS_CLOSED(
            "Connections that ended, whoever ended them"),
    CONNECTIONS_SILENT(
            "TLS connections that the peer opened and closed without an octet: monitors and load balancers do"),
    HANDSHAKES_FAILED(
            "TLS handshakes that failed or took too long"),
    FIRST_MESSAGE_TIMEOUTS(
            "Connections closed because no message came, or one did not end, within limits.first-message-timeout"),
    IDLE_TIMEOUTS(
            "Connections closed after limits.idle-timeout without a byte received"),
    WRITE_TIMEOUTS(
            "Connections closed because the peer took nothing of what waited for it within limits.write-timeout"),
    DATAGRAMS_REFUSED_ACCESS(
            "Datagrams dropped because the source is not in the listener's access profile"),
    DATAGRAMS_REFUSED_LIMIT(
            "Datagrams dropped because the table of UDP flows was full"),
    KEEPALIVES(
            "CRLF keepalives (RFC 5626 section 4.4.1)"),
    MESSAGES_RECEIVED(
            "Well-formed SIP messages received"),
    MESSAGES_SENT(
            "SIP messages given to a socket"),
    SENDS_REFUSED(
            "SIP messages not sent because the flow was closed or its send buffer full"),
    MALFORMED_GARBAGE(
            "Connections closed because what came is no SIP"),
    MALFORMED_TOO_LARGE(
            "Messages over a limit of size, header fields or line length"),
    MALFORMED_LENGTH(
            "Messages on a connection whose Content-Length is missing, wrong or contradictory"),
    MALFORMED_MESSAGES(
            "Messages that were framed but are not well-formed"),
    MALFORMED_HEADERS(
            "Requests answered 400 because a header that was needed is malformed"),
    RESPONSES_UNMATCHED(
            "Responses that belong to no transaction"),
    RESPONSES_LATE(
            "Repeated or late responses absorbed by a transaction, and responses of users given too late"),
    REQUESTS_ABSORBED(
            "Repeated requests absorbed by a transaction"),
    REQUESTS_RETRANSMITTED(
            "Requests that we sent again"),
    RESPONSES_RETRANSMITTED(
            "Responses that we sent again"),
    LARGE_REQUESTS_ON_STREAM(
            "Requests to a PBX over UDP that went by TCP because they were larger than 1300 octets (RFC 3261 section 18.1.1)"),
    LARGE_REQUESTS_IN_DATAGRAM(
            "Requests larger than 1300 octets that went by UDP because the PBX takes no TCP connection"),
    TRANSACTIONS_REFUSED(
            "Requests refused, ours or a peer's, because limits.transactions was reached"),
    TRANSACTIONS_TIMED_OUT(
            "Transactions that ended by timer B, F or H"),
    TRANSACTIONS_FAILED(
            "Transactions that ended by a transport failure"),
    SHARD_OVERLOADS(
            "Messages refused because the queue of their shard was full"),
    SHARD_ERRORS(
            "Tasks of a shard that ended in an exception: bugs of ours"),
    EDGE_ERRORS(
            "Connections closed because of an exception in their handlers");

    private final String help;

    EdgeCounter(String help) {
        this.help = help;
    }

    @Override
    public String metric() {
        return "sbc_edge_" + name().toLowerCase(Locale.ROOT) + "_total";
    }

    @Override
    public String help() {
        return help;
    }
}
