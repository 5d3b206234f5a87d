/**
 * {@code ./sbc bench media}: our media plane and Debian's rtpengine in user space carry the same calls in turn. {@code Peers}
 * plays phones and PBX of all calls on one thread of this process, checks every packet and notes its way's time;
 * {@code Relay}s run in processes of their own and are watched by {@code /proc}. Linux on x86_64 or aarch64.
 */
@NullMarked
package io.sbc.perf.media;

import org.jspecify.annotations.NullMarked;
