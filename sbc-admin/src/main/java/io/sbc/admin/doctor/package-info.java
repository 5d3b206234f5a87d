/**
 * {@code ./sbc doctor}: looks at what the SBC stands on (ports, certificates, DNS, time, PBXs, disk, limits, kernel, proxy) and says what
 * to mend. Run by the command line in a process of its own; may wait for the network, each question with a limit.
 */
@NullMarked
package io.sbc.admin.doctor;

import org.jspecify.annotations.NullMarked;
