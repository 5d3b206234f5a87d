/**
 * Support bundles: what a person far away needs to find a fault, in one ZIP archive, without secrets. {@link
 * io.sbc.admin.support.SupportBundle} collects {@link io.sbc.admin.support.Part}s, each bounded in size and time; every text goes through
 * one {@link io.sbc.admin.support.Redactor} before it is written. Used by the API ({@code admin.http.support}) and, where no SBC runs, by
 * the command line. On virtual threads; nothing here is known to signalling or media.
 */
@NullMarked
package io.sbc.admin.support;

import org.jspecify.annotations.NullMarked;
