package io.sbc.admin.http;

import io.javalin.http.HandlerType;
import io.sbc.core.access.Permission;
import java.util.Optional;

/**
 * One operation of the API.
 *
 * @param path with {@code {names}}, from the root
 * @param needed what its caller must be allowed; empty where anybody may ask
 * @param summary what it does, in a line
 */
public record Route(HandlerType method, String path, Optional<Permission> needed, String summary) {}
