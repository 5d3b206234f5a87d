/**
 * Settings and PBXs that are changed while the SBC runs: laid over the configuration file, validated whole, kept in versions, taken up by
 * the running parts. Called on virtual threads.
 */
@NullMarked
package io.sbc.admin.settings;

import org.jspecify.annotations.NullMarked;
