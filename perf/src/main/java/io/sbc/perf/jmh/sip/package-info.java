/**
 * What a SIP message costs to read, to edit and to write. Mirrors {@code io.sbc.core.sip.message}.
 */
@NullMarked
package io.sbc.perf.jmh.sip;

import org.jspecify.annotations.NullMarked;
