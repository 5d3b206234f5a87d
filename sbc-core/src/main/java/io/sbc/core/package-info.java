/**
 * SIP signalling of the SBC. This package holds only the words that every other package of the module shares.
 */
@NullMarked
package io.sbc.core;

import org.jspecify.annotations.NullMarked;
