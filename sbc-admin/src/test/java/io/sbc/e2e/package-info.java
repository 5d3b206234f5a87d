/**
 * The shipped SBC between the phones and PBXs of the test kit: whole calls, audio compared to the last sample. One SBC
 * process serves a class of tests; each PBX of a kind of its own has its own users.
 */
@NullMarked
package io.sbc.e2e;

import org.jspecify.annotations.NullMarked;
