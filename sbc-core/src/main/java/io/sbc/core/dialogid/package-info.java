/**
 * Which dialog of one side is which on the other (RFC 3261 §12: Call-ID and two tags). A back-to-back user agent has two
 * of each; whoever names one in Replaces (RFC 3891), Join (RFC 3911), Target-Dialog (RFC 4538), in a Refer-To or in
 * dialog-info (RFC 4235) must be understood on the other side. {@link io.sbc.core.dialogid.DialogIds} is filled by the
 * shard of each call and read by all; everything else here is pure.
 */
@NullMarked
package io.sbc.core.dialogid;

import org.jspecify.annotations.NullMarked;
