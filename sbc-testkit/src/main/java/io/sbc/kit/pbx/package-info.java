/**
 * A PBX for tests and the demo, on one address: registrar with digest, and a back-to-back user agent between its
 * extensions, as the PBXs are that the product stands before. Media does not pass it: it hands the descriptions through, as
 * they are or without their keys.
 *
 * <p>It works on the agent thread of its {@link io.sbc.kit.sip.SipNode}; its public methods may be called from any other.
 */
@NullMarked
package io.sbc.kit.pbx;

import org.jspecify.annotations.NullMarked;
