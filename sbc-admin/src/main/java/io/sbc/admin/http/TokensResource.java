package io.sbc.admin.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.oauth.TokenService;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tokens of consumers, for administrators; never with a secret, but for the verifier of one that was approved.
 *
 * <pre>
 *  GET    /tokens/temporary                  those that wait
 *  POST   /tokens/temporary/{token}/approve  shows the verifier
 *  DELETE /tokens/temporary/{token}          rejects it
 *  GET    /tokens                            those that consumers work with
 *  POST   /tokens/{token}/renew              for another full life from now
 *  DELETE /tokens/{token}                    revokes it at once
 * </pre>
 */
public final class TokensResource implements AdminResource {

    private final TokenService tokens;
    private final InstantSource clock;

    public TokensResource(TokenService tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void register(RoutesConfig routes) {
        routes.get("/tokens/temporary", context -> context
                .json(Map.of("tokens", tokens.temporaryTokens().stream().map(TokensResource::fields).toList())));
        routes.post("/tokens/temporary/{token}/approve", this::approve);
        routes.delete("/tokens/temporary/{token}", this::reject);
        routes.get("/tokens",
                context -> context.json(Map.of("tokens", tokens.accessTokens().stream().map(this::fields).toList())));
        routes.post("/tokens/{token}/renew", this::renew);
        routes.delete("/tokens/{token}", this::revoke);
    }

    private void approve(Context context) throws BadInput {
        Secret verifier = tokens.approve(context.pathParam("token")).orElseThrow(TokensResource::unknown);
        context.header("Cache-Control", "no-store");
        context.json(Map.of("token", context.pathParam("token"), "verifier", verifier.reveal()));
    }

    private void reject(Context context) throws BadInput {
        if (!tokens.reject(context.pathParam("token"))) {
            throw unknown();
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private void renew(Context context) throws BadInput {
        context.json(fields(tokens.renew(context.pathParam("token")).orElseThrow(TokensResource::unknown)));
    }

    private void revoke(Context context) throws BadInput {
        if (!tokens.revoke(context.pathParam("token"))) {
            throw unknown();
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private static BadInput unknown() {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no such token, or it has expired.");
    }

    private static Map<String, Object> fields(TemporaryToken token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", token.value());
        fields.put("consumer", token.consumerId());
        fields.put("state", token.verifier().isPresent() ? "approved" : "pending");
        fields.put("created", token.created().toString());
        fields.put("expires", token.expires().toString());
        return fields;
    }

    private Map<String, Object> fields(AccessToken token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", token.value());
        fields.put("consumer", token.consumerId());
        fields.put("state", token.isValidAt(clock.instant()) ? "valid" : "expired");
        fields.put("created", token.created().toString());
        fields.put("expires", token.expires().toString());
        return fields;
    }
}
