/**
 * The shipped distribution, started as a process, among real peers from Debian: Kamailio as the PBX, baresip and linphone as
 * the phones, SIPp behind stunnel as the crowd, rtpengine as another media relay. Every test drives the product over the
 * network only and judges it by what the peers saw and recorded. The peers are wrapped in {@code interop.peer}; audio is made
 * and judged in {@code interop.audio}. Tests are tagged {@code interop} and run serially behind {@code package}.
 */
@NullMarked
package io.sbc.interop;

import org.jspecify.annotations.NullMarked;
