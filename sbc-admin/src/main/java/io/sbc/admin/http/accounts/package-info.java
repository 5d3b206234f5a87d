/**
 * Administrators, sessions and API keys over HTTP: who a request comes from, logging in and out, and the accounts themselves. What they mean is
 * decided in {@code admin.account}.
 */
@NullMarked
package io.sbc.admin.http.accounts;

import org.jspecify.annotations.NullMarked;
