/**
 * What all resources of the API have in common: entity tags and preconditions (RFC 9110 §13), documents that replace or patch (RFC 7396), lists
 * that come in pages, filtered and sorted by fields that the resource names. Used by the resources, on virtual threads.
 */
@NullMarked
package io.sbc.admin.http.rest;

import org.jspecify.annotations.NullMarked;
