/**
 * The softphone: what Zoom's phone tab does with a session border controller, and what a test wants it to do wrong. It
 * registers over a TLS connection that it keeps, calls with SDES-SRTP, holds, hangs up, and records all it saw.
 *
 * <p>A phone works on the agent thread of its {@link io.sbc.kit.sip.SipNode}; its public methods may be called from any
 * other thread.
 */
@NullMarked
package io.sbc.kit.phone;

import org.jspecify.annotations.NullMarked;
