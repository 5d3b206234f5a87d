package io.sbc.core.sip.transaction;

/** Why a transaction ended without what it waited for. */
public enum TransactionFailure {
    /** Timer B or F: the peer stayed silent. */
    TIMEOUT,
    /** Refused connection, failed TLS handshake, ICMP error, lost connection, full send buffer. */
    TRANSPORT,
    /** The shard's limit of transactions is reached. */
    OVERLOADED
}
