/**
 * The status of PSI users in the words of Zoom's administration: <em>Pending SIP credentials</em>, <em>Idle</em>, <em>Registered</em>, or the last SIP
 * error with what it means. Reads memory only; any thread.
 */
@NullMarked
package io.sbc.admin.psi;

import org.jspecify.annotations.NullMarked;
