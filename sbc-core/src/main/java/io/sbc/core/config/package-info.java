/**
 * The configuration: one YAML document, one tree of records, validated whole. Defaults stand in the reference
 * file only.
 */
@NullMarked
package io.sbc.core.config;

import org.jspecify.annotations.NullMarked;
