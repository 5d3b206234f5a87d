/**
 * The SIP machinery that phones and the stand-in PBX share: transactions and dialogs are those of jain-sip-ri (RFC 3261
 * §12, §17), the sockets below it are ours, because the RI's TLS chooses connections by address and takes its trust from
 * system properties. Nothing here is shared with the product: it is the product's independent counterpart.
 *
 * <p>Threads: one reader per connection or socket, the RI's event scanner, and one agent thread per {@link
 * io.sbc.kit.sip.SipNode} on which every handler and every command runs.
 */
@NullMarked
package io.sbc.kit.sip;

import org.jspecify.annotations.NullMarked;
