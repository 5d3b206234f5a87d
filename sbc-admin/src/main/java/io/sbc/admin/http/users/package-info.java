/**
 * Users, devices, templates and licences as resources of the API: thin, over the services of {@code io.sbc.admin.users}. Runs on virtual threads.
 */
@NullMarked
package io.sbc.admin.http.users;

import org.jspecify.annotations.NullMarked;
