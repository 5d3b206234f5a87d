/**
 * Processes of the interoperability tests: one class for each program, each writing its own configuration below the test's
 * directory, listening on the loopback interface only and ending with the test. {@link io.sbc.interop.peer.PeerStage} owns
 * them. Methods are called on the test's thread; what a process prints is collected by a thread of its own.
 */
@NullMarked
package io.sbc.interop.peer;

import org.jspecify.annotations.NullMarked;
