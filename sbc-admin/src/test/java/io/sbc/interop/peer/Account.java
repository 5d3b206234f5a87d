package io.sbc.interop.peer;

/**
 * How a phone registers.
 *
 * @param user user part of its address of record, also its digest user name
 * @param password digest password
 * @param domain domain of its address of record
 * @param server where it sends everything
 */
public record Account(String user, String password, String domain, Server server) {

    /**
     * A SIP server as a phone is configured with it.
     *
     * @param transport udp, tcp or tls
     * @param host name or address; a name where the certificate is checked
     */
    public record Server(String transport, String host, int port) {

        String uri() {
            return "sip:" + host + ":" + port + ";transport=" + transport;
        }
    }

    /** The address of record: {@code sip:user@domain}. */
    public String addressOfRecord() {
        return "sip:" + user + "@" + domain;
    }
}
